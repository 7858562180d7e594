// SPDX-License-Identifier: BSL-1.0
// The steps of a formula of the symbols in formula.hpp, as a template argument.
#pragma once

#include <ctnn/graph/steps.hpp>

#include "formula.hpp"

// What a formula gives: one value or some.
struct Several {
  int count = 0;
  Value value[24] = {};
  constexpr Several(std::same_as<Value> auto... v) : count(sizeof...(v)), value{v...} {}
};

// What f makes of a formula's steps. A reduction is loaded: the k-th of them as symbol::row + k.
template <class F>
constexpr auto extracted(auto f) {
  Symbols s;
  const Several results = F{}(s);
  Extraction steps(s.g);
  int rows = 0;
  for (int id = 0; id < s.g.size(); ++id)
    if (is_reduction(s.g[id].op)) steps.leaf(id, symbol::row + rows++);
  for (int k = 0; k < results.count; ++k) steps.result(results.value[k].id);
  return f(steps.finish());
}
template <class F>
constexpr auto made() {
  struct Counts {
    int steps, constants, results;
  };
  constexpr Counts n = extracted<F>([](const StepList& e) {
    return Counts{e.words.size(), e.numbers.size(), e.results.size()};
  });
  Steps<n.steps, n.constants, n.results> steps{};
  extracted<F>([&](const StepList& e) { return e.copy(steps), 0; });
  return steps;
}
template <class F>
inline constexpr auto steps_of = made<F>();
