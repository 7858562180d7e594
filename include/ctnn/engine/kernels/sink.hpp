// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/update.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Where the gradient of one parameter goes, vector by vector: it is stored, after what earlier blocks of samples left
// has been added, ...
template <class V, class R>
struct Sink {
  using T = simd::element_t<V>;
  static constexpr bool only_stores = true;
  T* gradient;
  bool fresh;  // is this the first block?

  CTNN_INLINE constexpr V start(long at) const { return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at); }
  CTNN_INLINE constexpr void finish(long at, const V& sum, int) const { simd::store<V>(gradient + at, sum); }
  // A product with a row's number, of one sample, where the parameter has some value.
  CTNN_INLINE constexpr V value(long) const { return simd::splat<V>(0); }
  CTNN_INLINE constexpr V row(T number) const { return simd::splat<V>(number); }
  CTNN_INLINE constexpr void add_product(long at, const V&, const V& row, const V& here, int) const {
    finish(at, start(at) + row * here, 0);
  }
};
// ... or, where `updates` says so, the parameter is updated by it at once.
template <class V, int Uniforms, auto Steps, auto Scaled>
struct Sink<V, Rule<Uniforms, Steps, Scaled>> {
  using T = simd::element_t<V>;
  using R = Rule<Uniforms, Steps, Scaled>;
  static constexpr bool only_stores = false;
  T* gradient;
  bool fresh, updates;
  const T* uniforms;
  T* to[R::results];

  CTNN_INLINE constexpr V start(long at) const { return fresh ? simd::splat<V>(0) : simd::load<V>(gradient + at); }
  CTNN_INLINE constexpr void finish(long at, const V& sum, int values_left) const {
    if (updates)
      apply<V, Steps>(to, at, UpdateEnvironment<V>{to, uniforms, at, simd::load<V>(to[0] + at), sum}, values_left);
    else simd::store<V>(gradient + at, sum);
  }
  CTNN_INLINE constexpr V value(long at) const { return simd::load<V>(to[0] + at); }
  CTNN_INLINE constexpr V row(T number) const { return simd::splat<V>(number); }
  CTNN_INLINE constexpr void add_product(long at, const V&, const V& row, const V& here, int values_left) const {
    finish(at, start(at) + row * here, values_left);
  }
};

// Of one sample a gradient is one number a row times one value a lane. What a rule multiplies the gradient by is
// multiplied by the row's number instead, once a row (the leaf `scaled` in update.hpp).
template <class V, int Uniforms>
struct GradientRow {
  V number, scaled[Bound(Uniforms + 1)];
};
template <class V, int Uniforms>
struct ProductEnvironment {
  const UpdateEnvironment<V>& rest;
  const GradientRow<V, Uniforms>& row;
  const V& here;

  template <int Number>
  CTNN_INLINE constexpr V load() const {
    if constexpr (Number == cells::gradient) return row.number * here;
    else if constexpr (Number >= scaled) return row.scaled[Number - scaled] * here;
    else return rest.template load<Number>();
  }
};

// Where the gradient goes when there is only one sample. It has a copy of the numbers, which nothing that is stored can
// change.
template <class V, class R>
struct OnlySampleSink;
template <class V, int Uniforms, auto Steps, auto Scaled>
struct OnlySampleSink<V, Rule<Uniforms, Steps, Scaled>> {
  using T = simd::element_t<V>;
  T uniforms[Bound(Uniforms + 1)];
  T* to[Steps.results];

  CTNN_INLINE constexpr V value(long at) const { return simd::load<V>(to[0] + at); }
  CTNN_INLINE constexpr GradientRow<V, Uniforms> row(T number) const {
    GradientRow<V, Uniforms> r{simd::splat<V>(number), {}};
    for (int k = 0; k < Uniforms; ++k) r.scaled[k] = simd::splat<V>(uniforms[k] * number);
    return r;
  }
  CTNN_INLINE constexpr void add_product(long at, const V& value, const GradientRow<V, Uniforms>& row, const V& here,
                                         int values_left) const {
    const UpdateEnvironment<V> rest{to, uniforms, at, value, here};  // (row.number * here is the gradient)
    apply<V, Scaled>(to, at, ProductEnvironment<V, Uniforms>{rest, row, here}, values_left);
  }
};

// f(sink), compiled once for an only sample, and once for all else.
template <class V>
CTNN_INLINE constexpr void only_sample_first(const Sink<V, NoRule>& sink, const auto& f) {
  f(sink);
}
template <class V, class R>
CTNN_INLINE constexpr void only_sample_first(const Sink<V, R>& sink, const auto& f) {
  if (sink.fresh && sink.updates) {
    OnlySampleSink<V, R> only{};
    for (int k = 0; k < R::uniforms; ++k) only.uniforms[k] = sink.uniforms[k];
    for (int k = 0; k < R::results; ++k) only.to[k] = sink.to[k];
    f(only);
  } else f(sink);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
