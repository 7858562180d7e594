// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/environment.hpp>
#include <ctnn/expr/arithmetic.hpp>
#include <ctnn/expr/rewrite.hpp>

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
  const V &value, &gradient;

  [[gnu::always_inline]] constexpr V operator()(symbols::Value) const { return value; }
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

// Of one sample a gradient is one number a row times one value a lane. What a rule multiplies the gradient by is multiplied by the row's number
// instead, once a row: Scaled<I> is the I-th uniform times the gradient.
template <int I>
struct Scaled : Expression<Axis::both> {};
template <class V, int Uniforms>
struct GradientRow {
  V number, scaled[Uniforms + 1];
};
template <class V, int Uniforms>
struct ProductEnvironment {
  const UpdateEnvironment<V>& rest;
  const GradientRow<V, Uniforms>& row;
  const V& here;

  [[gnu::always_inline]] constexpr V operator()(symbols::Gradient) const { return row.number * here; }
  template <int I>
  [[gnu::always_inline]] constexpr V operator()(Scaled<I>) const {
    return row.scaled[I] * here;
  }
  [[gnu::always_inline]] constexpr V operator()(auto symbol) const { return rest(symbol); }
};

namespace detail {

template <class E, int Uniforms>
struct with_scaled : with_scaled<substitute<substitute<E, Call<primitive::Multiply, Uniform<Uniforms - 1>, symbols::Gradient>, Scaled<Uniforms - 1>>,
                                            Call<primitive::Multiply, symbols::Gradient, Uniform<Uniforms - 1>>, Scaled<Uniforms - 1>>,
                                 Uniforms - 1> {};
template <class E>
struct with_scaled<E, 0> {
  using type = E;
};
template <int Uniforms, class... E>
constexpr list<typename with_scaled<E, Uniforms>::type...> all_with_scaled(list<E...>) {
  return {};
}

}  // namespace detail

// All results are computed before one is stored. Of the lanes only so many are values; the others pad, and stay zero.
template <class V, class... E>
[[gnu::always_inline]] constexpr void apply(list<E...>, simd::element_t<V>* const* to, long at, const auto& env, int values_left) {
  const auto values = evaluate_lanes<V, E...>(env);
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
  // A product with a row's number, of one sample, where the parameter has some value.
  [[gnu::always_inline]] constexpr V value(long) const { return simd::splat<V>(0); }
  [[gnu::always_inline]] constexpr V row(T number) const { return simd::splat<V>(number); }
  [[gnu::always_inline]] constexpr void add_product(long at, const V&, const V& row, const V& here, int) const { finish(at, start(at) + row * here, 0); }
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
    if (updates) apply<V>(Formulas{}, to, at, UpdateEnvironment<V>{to, uniforms, at, simd::load<V>(to[0] + at), sum}, values_left);
    else simd::store<V>(gradient + at, sum);
  }
  [[gnu::always_inline]] constexpr V value(long at) const { return simd::load<V>(to[0] + at); }
  [[gnu::always_inline]] constexpr V row(T number) const { return simd::splat<V>(number); }
  [[gnu::always_inline]] constexpr void add_product(long at, const V&, const V& row, const V& here, int values_left) const {
    finish(at, start(at) + row * here, values_left);
  }
};
// ... of one sample, when that is the only one. It has a copy of the numbers, which nothing that is stored can change.
template <class V, class R>
struct OnlySampleSink;
template <class V, int Uniforms, class Formulas>
struct OnlySampleSink<V, Rule<Uniforms, Formulas>> {
  using T = simd::element_t<V>;
  T uniforms[Uniforms + 1];
  T* to[length<Formulas>];

  [[gnu::always_inline]] constexpr V value(long at) const { return simd::load<V>(to[0] + at); }
  [[gnu::always_inline]] constexpr GradientRow<V, Uniforms> row(T number) const {
    GradientRow<V, Uniforms> r{simd::splat<V>(number), {}};
    for (int k = 0; k < Uniforms; ++k) r.scaled[k] = simd::splat<V>(uniforms[k] * number);
    return r;
  }
  [[gnu::always_inline]] constexpr void add_product(long at, const V& value, const GradientRow<V, Uniforms>& row, const V& here, int values_left) const {
    const UpdateEnvironment<V> rest{to, uniforms, at, value, here};   // (row.number * here is the gradient)
    apply<V>(detail::all_with_scaled<Uniforms>(Formulas{}), to, at, ProductEnvironment<V, Uniforms>{rest, row, here}, values_left);
  }
};

// f(sink), compiled once for the usual case, an only sample, and once for the others.
template <class V>
[[gnu::always_inline]] constexpr void usual_first(const Sink<V, NoRule>& sink, const auto& f) {
  f(sink);
}
template <class V, class R>
[[gnu::always_inline]] constexpr void usual_first(const Sink<V, R>& sink, const auto& f) {
  if (sink.fresh && sink.updates) {
    OnlySampleSink<V, R> only{};
    for (int k = 0; k < R::uniforms; ++k) only.uniforms[k] = sink.uniforms[k];
    for (int k = 0; k < R::results; ++k) only.to[k] = sink.to[k];
    f(only);
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
        apply<V>(Formulas{}, to, row + i, UpdateEnvironment<V>{to, with.uniforms, row + i, simd::load<V>(to[0] + row + i), simd::load<V>(g[parameter] + row + i)}, r.width - i);
  }
}

}  // namespace ctnn::inline CTNN_TARGET
