// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/cells.hpp>
#include <ctnn/graph/contraction.hpp>
#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/steps.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET::engine {

// A stage's formula, written into a graph by the stage's type (nets/stages.hpp): `static constexpr Traced trace(Graph&,
// Role)`.

// For itself, a stage's input is x, its contraction gives z and what joins is skip; to the stage after it, which hands
// its adjoint over, the same are z_before and skip_before.
enum class Role { itself, before };

struct Traced {
  int input = -1;    // the symbol of its input
  int opening = -1;  // of what its contraction gives, which is the input where there is none
  int formula = -1;
  int joins = 0;  // values that join, by the symbols `skip`
  int skip[cells::shortcuts] = {};
  bool contracts = false;
  int weight = -1, bias = -1;  // numbers of the contraction's parameters
  List<int> updates{};         // of the layer's buffers
};

// A graph of samples by features, both of any number.
struct Formulary : graph::Graph {
  constexpr Formulary() { axis(0), axis(0); }

  constexpr graph::Value symbol_of(int number, graph::Axes axes) {
    graph::Order order;
    if (axes & graph::batch_axis) order.add(graph::batch_axis);
    if (axes & last) order.add(last);
    return {this, symbol(number, order)};
  }
  constexpr graph::Value cell(int number) { return symbol_of(graph::symbol::cell + number, graph::batch_axis | last); }
};

// Steps as they are listed, and the same as a template argument.
template <class Make>
inline constexpr auto steps_of = [] {
  struct Sizes {
    int steps, numbers, results;
  };
  constexpr Sizes s = [] {
    const graph::StepList l = Make::steps();
    return Sizes{l.words.size(), l.numbers.size(), l.results.size()};
  }();
  graph::Steps<s.steps, s.numbers, s.results> steps{};
  Make::steps().copy(steps);
  return steps;
}();

// ---- contractions: what follows them lane by lane, and how the adjoint of the result becomes those of what came in

// The formula of a stage that contracts, of what its contraction gives.
template <class S>
struct MakeForward {
  static constexpr graph::StepList steps() {
    Formulary g;
    const Traced t = S::trace(g, Role::itself);
    graph::Extraction e(g);
    e.result(t.formula);
    return e.finish();
  }
};
template <class S>
inline constexpr auto forward_steps = steps_of<MakeForward<S>>;

// The consumer of a stage's result hands its adjoint over. It does so in registers, and in the form that the stage
// works with: for a contraction the adjoint of what that gives, and that of each joined value; for a pointwise stage
// just the adjoint of the result. To the consumer the stage's result is its own x. Nodes of g: the adjoints, in order.
template <class S>
constexpr List<int> handed_over(Formulary& g, graph::Value adjoint) {
  List<int> all;
  const Traced t = S::trace(g, Role::before);
  if (!t.contracts) {
    all.push(adjoint.id);
    return all;
  }
  const graph::Adjoints d = graph::derive({&g, t.formula}, adjoint);
  graph::Rebuild seen_later(g, t.formula, g.cell(cells::x).id);
  const auto of = [&](int symbol) {
    const graph::Value v = d[{&g, symbol}];
    return v.nothing() ? g.constant(0) : t.formula == symbol ? v.id : seen_later(v.id);
  };
  all.push(of(t.opening));
  for (int k = 0; k < t.joins; ++k) all.push(of(t.skip[k]));
  return all;
}
template <class S>
struct MakeHandover {
  static constexpr graph::StepList steps() {
    Formulary g;
    const List<int> all = handed_over<S>(g, g.cell(cells::g));
    graph::Extraction e(g);
    for (const int id : all) e.result(id);
    return e.finish();
  }
};
template <class S>
inline constexpr auto handover_steps = steps_of<MakeHandover<S>>;
// The input's adjoint as it is.
struct NoHandover {
  static constexpr graph::StepList steps() {
    Formulary g;
    graph::Extraction e(g);
    e.result(g.cell(cells::g).id);
    return e.finish();
  }
};

// Do steps load a leaf of that number?
constexpr bool loads(const auto& steps, int number) {
  for (int k = 0; k < steps.size; ++k)
    if (const graph::Step s(steps.word[k]); s.op == graph::Op::symbol && s.a == number) return true;
  return false;
}
// ... or any leaf of that kind?
constexpr bool loads_kind(const auto& steps, int kind) {
  for (int k = 0; k < steps.size; ++k)
    if (const graph::Step s(steps.word[k]);
        s.op == graph::Op::symbol && s.a / graph::symbol::kind * graph::symbol::kind == kind)
      return true;
  return false;
}

}  // namespace ctnn::inline CTNN_TARGET::engine
