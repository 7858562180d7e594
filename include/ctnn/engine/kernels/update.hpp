// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/kernels/environment.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// An optimiser as the engine sees it: the steps of a parameter's new value and of its states, in order; and the same
// where products of a number and the gradient are leaves: `scaled` and the number's own. Uniforms: so many numbers at
// most are in them.
template <int Uniforms, auto Steps, auto Scaled>
struct Rule {
  static constexpr int uniforms = Uniforms;
  static constexpr int results = Steps.results;
};
inline constexpr int scaled = 2 * graph::symbol::uniform;  // (behind all uniforms)
// Gradients are kept, not used.
struct NoRule {
  static constexpr int results = 0;
};

// What a rule works with: the states of all parameters, and the numbers of its formulas; and whether it is to be
// applied on the way at all, or gradients are wanted this time.
template <class T, class States>
struct RuleValues {
  States* states;
  const T* uniforms;
  bool on_the_way;
  // Groups of parameters have numbers of their own, so many each, by a table: -1 stands for one that is frozen.
  bool grouped = false;
  const int* group = nullptr;
  int numbers = 0;
  constexpr bool is_frozen(int parameter) const { return grouped && group[parameter] < 0; }
  constexpr const T* uniforms_of(int parameter) const {
    return grouped ? uniforms + group[parameter] * numbers : uniforms;
  }
};
struct NoRuleValues {};

// Where parameters lie, and their states: what a rule makes of the parameter p goes to the places k * count + p.
template <class T, int Parameters, int Results>
struct RulePlaces {
  T* at[Bound(Results * Parameters + 1)] = {};

  CTNN_INLINE constexpr RulePlaces(auto& values, auto& all) {
    values.parameters(at);
    if constexpr (Results > 1)
      for (int k = 0; k + 1 < Results; ++k) all.state[k].parameters(at + (k + 1) * Parameters);
  }
};
template <class T, int Parameters>
struct RulePlaces<T, Parameters, 0> {
  T* at[1];
};

// One parameter at one vector of lanes: `to` is where it lies, then its states.
template <class V>
struct UpdateEnvironment {
  using T = simd::element_t<V>;
  T* const* to;
  const T* uniforms;
  long at;
  const V &value, &gradient;

  template <int Number>
  CTNN_INLINE constexpr V load() const {
    if constexpr (Number == cells::value) return value;
    else if constexpr (Number == cells::gradient) return gradient;
    else if constexpr (Number >= graph::symbol::uniform)
      return simd::splat<V>(uniforms[Number - graph::symbol::uniform]);
    else return simd::load<V>(to[Number - cells::state + 1] + at);
  }
};

// All results are computed before one is stored. Of the lanes only so many are values; the others pad, and stay zero.
template <class V, auto Steps>
CTNN_INLINE constexpr void apply(simd::element_t<V>* const* to, long at, const auto& env, int values_left) {
  const auto results = graph::evaluate<Steps, V>(env);
  const auto valid = simd::first_lanes<V>(values_left);
  [&]<int... K>(std::integer_sequence<int, K...>) CTNN_INLINE {
    (simd::store<V>(to[K] + at, simd::select<V>(valid, results.value[K], simd::splat<V>(0))), ...);
  }
  (std::make_integer_sequence<int, Steps.results>{});
}

// How one parameter is stored: so many elements in rows of `stride`, of which the first `width` are values.
struct StoredRows {
  int stored, stride, width;
};

// Updates all parameters by gradients that are there.
template <class V, int Uniforms, auto Steps, auto Scaled, class T, class States>
CTNN_KERNEL constexpr void update(Rule<Uniforms, Steps, Scaled>, const RuleValues<T, States>& with, auto& values,
                                  const auto& gradients) {
  constexpr const auto& table = std::remove_cvref_t<decltype(gradients)>::parameter_table;
  constexpr int results = Steps.results;
  const RulePlaces<T, table.count, results> places(values, *with.states);
  const T* g[table.count + 1];
  gradients.parameters(g);
  for (int parameter = 0; parameter < table.count; ++parameter) {
    T* to[Bound(results)];
    for (int k = 0; k < results; ++k) to[k] = places.at[k * table.count + parameter];
    const StoredRows r = table.rows[parameter];
    if (with.is_frozen(parameter)) continue;
    const T* const uniforms = with.uniforms_of(parameter);
    for (int row = 0; row < r.stored; row += r.stride)
      for (int i = 0; i < r.stride; i += simd::lanes<V>)
        apply<V, Steps>(to, row + i,
                        UpdateEnvironment<V>{to, uniforms, row + i, simd::load<V>(to[0] + row + i),
                                             simd::load<V>(g[parameter] + row + i)},
                        r.width - i);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
