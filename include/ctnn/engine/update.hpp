// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/environment.hpp>

namespace ctnn::inline CTNN_TARGET {

// An optimiser as the engine sees it: the formulas of a parameter's new value and of its states, in order. Uniforms: so many numbers at most are
// in them.
template <int Uniforms, class Formulas>
struct Rule {
  static constexpr int uniforms = Uniforms;
  static constexpr int results = length<Formulas>;
};
// Gradients are kept, not used.
struct NoRule {
  static constexpr int results = 0;
};

// What a rule works with: the states of all parameters, and the numbers of its formulas; and whether it is to be applied on the way at all, or
// gradients are wanted this time.
template <class T, class States>
struct RuleValues {
  States* states;
  const T* uniforms;
  bool on_the_way;
};
struct NoRuleValues {};

// Where parameters lie, and their states: what a rule makes of the parameter p goes to the places k * count + p.
template <class T, int Parameters, int Results>
struct RulePlaces {
  T* at[Results * Parameters + 1] = {};

  [[gnu::always_inline]] constexpr RulePlaces(auto& values, auto& all) {
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
  const V& gradient;

  [[gnu::always_inline]] constexpr V operator()(symbols::Value) const { return simd::load<V>(to[0] + at); }
  [[gnu::always_inline]] constexpr V operator()(symbols::Gradient) const { return gradient; }
  template <int K>
  [[gnu::always_inline]] constexpr V operator()(symbols::State<K>) const {
    return simd::load<V>(to[K + 1] + at);
  }
  template <int I>
  [[gnu::always_inline]] constexpr V operator()(Uniform<I>) const {
    return simd::splat<V>(uniforms[I]);
  }
};

// All results are computed before one is stored. Of the lanes only so many are values; the others pad, and stay zero.
template <class V, class... E>
[[gnu::always_inline]] constexpr void apply(list<E...>, simd::element_t<V>* const* to, const simd::element_t<V>* uniforms, long at,
                                            const V& gradient, int values_left) {
  const auto values = evaluate_lanes<V, E...>(UpdateEnvironment<V>{to, uniforms, at, gradient});
  const auto valid = simd::first_lanes<V>(values_left);
  int k = 0;
  (simd::store<V>(to[k++] + at, simd::select<V>(valid, values.template get<E>().as_value(), simd::splat<V>(0))), ...);
}
// Where the gradient of one parameter goes, vector by vector: it is stored, after what earlier blocks of samples left has been added, ...
template <class V, class R>
struct Sink {
  using T = simd::element_t<V>;
  static constexpr bool only_stores = true;
  T* gradient;
  bool fresh;   // is this the first block?

  [[gnu::always_inline]] constexpr V start(long at) const { return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at); }
  [[gnu::always_inline]] constexpr void finish(long at, const V& sum, int) const { simd::store<V>(gradient + at, sum); }
};
// ... or, where `updates` says so, the parameter is updated by it at once.
template <class V, int Uniforms, class Formulas>
struct Sink<V, Rule<Uniforms, Formulas>> {
  using T = simd::element_t<V>;
  using R = Rule<Uniforms, Formulas>;
  static constexpr bool only_stores = false;
  T* gradient;
  bool fresh, updates;
  const T* uniforms;
  T* to[R::results];

  [[gnu::always_inline]] constexpr V start(long at) const { return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at); }
  [[gnu::always_inline]] constexpr void finish(long at, const V& sum, int values_left) const {
    if (updates) apply(Formulas{}, to, uniforms, at, sum, values_left);
    else simd::store<V>(gradient + at, sum);
  }
};

// f(sink), compiled once for the usual case, an only block, and once for the others. The usual one has a copy of the numbers, which nothing that
// is stored can change.
template <class V>
[[gnu::always_inline]] constexpr void usual_first(const Sink<V, NoRule>& sink, const auto& f) {
  f(sink);
}
template <class V, class R>
[[gnu::always_inline]] constexpr void usual_first(const Sink<V, R>& sink, const auto& f) {
  if (sink.fresh && sink.updates) {
    simd::element_t<V> uniforms[R::uniforms + 1] = {};
    for (int k = 0; k < R::uniforms; ++k) uniforms[k] = sink.uniforms[k];
    Sink<V, R> usual{sink.gradient, true, true, uniforms, {}};
    for (int k = 0; k < R::results; ++k) usual.to[k] = sink.to[k];
    f(usual);
  } else f(sink);
}

// How one parameter is stored: so many elements in rows of `stride`, of which the first `width` are values.
struct StoredRows {
  int stored, stride, width;
};

// Updates all parameters by gradients that are there.
template <class V, int Uniforms, class Formulas, class T, class States>
[[gnu::noinline]] constexpr void update(Rule<Uniforms, Formulas>, const RuleValues<T, States>& with, auto& values, const auto& gradients) {
  constexpr const auto& table = std::remove_cvref_t<decltype(gradients)>::parameter_table;
  constexpr int results = length<Formulas>;
  const RulePlaces<T, table.count, results> places(values, *with.states);
  const T* g[table.count + 1];
  gradients.parameters(g);
  for (int parameter = 0; parameter < table.count; ++parameter) {
    T* to[results];
    for (int k = 0; k < results; ++k) to[k] = places.at[k * table.count + parameter];
    const StoredRows r = table.rows[parameter];
    for (int row = 0; row < r.stored; row += r.stride)
      for (int i = 0; i < r.stride; i += simd::lanes<V>)
        apply(Formulas{}, to, with.uniforms, row + i, simd::load<V>(g[parameter] + row + i), r.width - i);
  }
}

}  // namespace ctnn::inline CTNN_TARGET
