// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/update.hpp>
#include <ctnn/expr/arithmetic.hpp>
#include <ctnn/expr/rewrite.hpp>

namespace ctnn::inline CTNN_TARGET {

// Where the gradient of one parameter goes, vector by vector: it is stored, after what earlier blocks of samples left
// has been added, ...
template <class V, class R>
struct Sink {
  using T = simd::element_t<V>;
  static constexpr bool only_stores = true;
  T* gradient;
  bool fresh;  // is this the first block?

  [[gnu::always_inline]] constexpr V start(long at) const {
    return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at);
  }
  [[gnu::always_inline]] constexpr void finish(long at, const V& sum, int) const { simd::store<V>(gradient + at, sum); }
  // A product with a row's number, of one sample, where the parameter has some value.
  [[gnu::always_inline]] constexpr V value(long) const { return simd::splat<V>(0); }
  [[gnu::always_inline]] constexpr V row(T number) const { return simd::splat<V>(number); }
  [[gnu::always_inline]] constexpr void add_product(long at, const V&, const V& row, const V& here, int) const {
    finish(at, start(at) + row * here, 0);
  }
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

  [[gnu::always_inline]] constexpr V start(long at) const {
    return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at);
  }
  [[gnu::always_inline]] constexpr void finish(long at, const V& sum, int values_left) const {
    if (updates)
      apply<V>(Formulas{}, to, at, UpdateEnvironment<V>{to, uniforms, at, simd::load<V>(to[0] + at), sum}, values_left);
    else simd::store<V>(gradient + at, sum);
  }
  [[gnu::always_inline]] constexpr V value(long at) const { return simd::load<V>(to[0] + at); }
  [[gnu::always_inline]] constexpr V row(T number) const { return simd::splat<V>(number); }
  [[gnu::always_inline]] constexpr void add_product(long at, const V&, const V& row, const V& here,
                                                    int values_left) const {
    finish(at, start(at) + row * here, values_left);
  }
};

// Of one sample a gradient is one number a row times one value a lane. What a rule multiplies the gradient by is
// multiplied by the row's number instead, once a row: Scaled<I> is the I-th uniform times the gradient.
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
struct with_scaled
    : with_scaled<substitute<substitute<E, Call<primitive::Multiply, Uniform<Uniforms - 1>, symbols::Gradient>,
                                        Scaled<Uniforms - 1>>,
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

// Where the gradient goes when there is only one sample. It has a copy of the numbers, which nothing that is stored can
// change.
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
  [[gnu::always_inline]] constexpr void add_product(long at, const V& value, const GradientRow<V, Uniforms>& row,
                                                    const V& here, int values_left) const {
    const UpdateEnvironment<V> rest{to, uniforms, at, value, here};  // (row.number * here is the gradient)
    apply<V>(detail::all_with_scaled<Uniforms>(Formulas{}), to, at, ProductEnvironment<V, Uniforms>{rest, row, here},
             values_left);
  }
};

// f(sink), compiled once for an only sample, and once for all else.
template <class V>
[[gnu::always_inline]] constexpr void only_sample_first(const Sink<V, NoRule>& sink, const auto& f) {
  f(sink);
}
template <class V, class R>
[[gnu::always_inline]] constexpr void only_sample_first(const Sink<V, R>& sink, const auto& f) {
  if (sink.fresh && sink.updates) {
    OnlySampleSink<V, R> only{};
    for (int k = 0; k < R::uniforms; ++k) only.uniforms[k] = sink.uniforms[k];
    for (int k = 0; k < R::results; ++k) only.to[k] = sink.to[k];
    f(only);
  } else f(sink);
}

}  // namespace ctnn::inline CTNN_TARGET
