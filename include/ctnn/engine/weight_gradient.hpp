// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/layout.hpp>
#include <ctnn/engine/tile.hpp>

namespace ctnn::inline CTNN_TARGET {

// The gradient of a weight: gradient[row][lane] = sum over the samples of a[row] * b[lane], added to what earlier blocks left unless it is
// fresh. Of the two sides of the matrix, b is the one that lies along the lanes of its storage (Parameter in parameter.hpp).

// Lanes are samples: R products are summed over the block, and their lanes then added up together.
template <class V, int Columns, int R>
[[gnu::noinline]] constexpr void add_dots(const simd::element_t<V>* a, int rows, const simd::element_t<V>* b, simd::element_t<V>* gradient,
                                          int stride, bool fresh) {
  constexpr int L = simd::lanes<V>, block = L * Columns;
  for (int row = 0; row < rows; ++row) {
    V acc[R];
#pragma GCC unroll 32
    for (int r = 0; r < R; ++r) acc[r] = simd::splat<V>(0);
#pragma GCC unroll 4
    for (int c = 0; c < Columns; ++c) {
      const V s = simd::load<V>(a + (long(row) * Columns + c) * L);
#pragma GCC unroll 32
      for (int r = 0; r < R; ++r) acc[r] += s * simd::load<V>(b + r * block + c * L);
    }
    simd::element_t<V>* to = gradient + long(row) * stride;
    const V sum = simd::sums(acc);
    simd::store<V>(to, fresh ? sum : simd::load<V>(to) + sum);
  }
}
// ... and of a bias: gradient[lane] = sum over the samples of b[lane].
template <class V, int Columns, int R>
[[gnu::noinline]] constexpr void add_sums(const simd::element_t<V>* b, simd::element_t<V>* gradient, bool fresh) {
  constexpr int L = simd::lanes<V>, block = L * Columns;
  V acc[R];
#pragma GCC unroll 32
  for (int r = 0; r < R; ++r) {
    acc[r] = simd::load<V>(b + r * block);
#pragma GCC unroll 4
    for (int c = 1; c < Columns; ++c) acc[r] += simd::load<V>(b + r * block + c * L);
  }
  const V sum = simd::sums(acc);
  simd::store<V>(gradient, fresh ? sum : simd::load<V>(gradient) + sum);
}

// Lanes are features: the same register tile as the other contractions, over the samples.
template <class V, int R, int C>
[[gnu::noinline]] constexpr void add_products(const simd::element_t<V>* a, long a_stride, int rows, const simd::element_t<V>* b, long b_stride,
                                              int samples, simd::element_t<V>* gradient, int stride, bool fresh) {
  constexpr int L = simd::lanes<V>;
  for (int row = 0; row + R <= rows; row += R) {
    V acc[R][C];
    simd::element_t<V>* to = gradient + long(row) * stride;
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int k = 0; k < C; ++k) acc[r][k] = fresh ? simd::splat<V>(0) : simd::load<V>(to + r * stride + k * L);
    multiply<V, R, C, 1>(acc, samples, a + row, a_stride, b, b_stride);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int k = 0; k < C; ++k) simd::store<V>(to + r * stride + k * L, acc[r][k]);
  }
}
template <class V>
[[gnu::noinline]] constexpr void add_rows(const simd::element_t<V>* b, long b_stride, int samples, int units, simd::element_t<V>* gradient,
                                          bool fresh) {
  for (int f = 0; f < units; ++f, b += simd::lanes<V>, gradient += simd::lanes<V>) {
    V acc = fresh ? simd::splat<V>(0) : simd::load<V>(gradient);
    for (int s = 0; s < samples; ++s) acc += simd::load<V>(b + s * b_stride);
    simd::store<V>(gradient, acc);
  }
}

// All lanes, tile by tile; Tail is what a whole number of tiles leaves.
template <class Layout, int Tail>
struct SampleGradients {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  [[gnu::always_inline]] static constexpr void weight(const T* a, int, int rows, const T* b, int, int lanes, int, T* gradient, int stride,
                                                      bool fresh) {
    int p = 0;
    for (; p + L <= lanes; p += L) add_dots<V, Layout::columns, L>(a, rows, b + p * Layout::block, gradient + p, stride, fresh);
    if constexpr (Tail > 0) add_dots<V, Layout::columns, Tail>(a, rows, b + p * Layout::block, gradient + p, stride, fresh);
  }
  [[gnu::always_inline]] static constexpr void bias(const T* b, int, int lanes, int, T* gradient, bool fresh) {
    int p = 0;
    for (; p + L <= lanes; p += L) add_sums<V, Layout::columns, L>(b + p * Layout::block, gradient + p, fresh);
    if constexpr (Tail > 0) add_sums<V, Layout::columns, Tail>(b + p * Layout::block, gradient + p, fresh);
  }
};
template <class Layout, int R, int C, int Tail>
struct FeatureGradients {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  [[gnu::always_inline]] static constexpr void weight(const T* a, int a_stride, int rows, const T* b, int b_stride, int lanes, int samples, T* gradient,
                                                      int stride, bool fresh) {
    int p = 0;
    const int units = Layout::units(lanes);
    for (; p + C <= units; p += C) all_rows<C>(a, a_stride, rows, b + p * L, b_stride, samples, gradient + p * L, stride, fresh);
    if constexpr (Tail > 0) all_rows<Tail>(a, a_stride, rows, b + p * L, b_stride, samples, gradient + p * L, stride, fresh);
  }
  [[gnu::always_inline]] static constexpr void bias(const T* b, int b_stride, int lanes, int samples, T* gradient, bool fresh) {
    add_rows<V>(b, b_stride, samples, Layout::units(lanes), gradient, fresh);
  }

 private:
  template <int Columns>
  [[gnu::always_inline]] static constexpr void all_rows(const T* a, long a_stride, int rows, const T* b, long b_stride, int samples, T* gradient,
                                                        int stride, bool fresh) {
    add_products<V, R, Columns>(a, a_stride, rows, b, b_stride, samples, gradient, stride, fresh);
    const int done = rows / R * R;
    if (R > 1 && done < rows)
      add_products<V, 1, Columns>(a + done, a_stride, rows - done, b, b_stride, samples, gradient + long(done) * stride, stride, fresh);
  }
};

namespace detail {

template <class Layout, int Rows, int Lanes>
constexpr auto gradients_of() {
  if constexpr (Layout::lanes_are_samples) return SampleGradients<Layout, Lanes % Layout::L>{};
  else {
    constexpr int units = Layout::units(Lanes), C = tile_columns<typename Layout::vector>(units), most = tile_rows<typename Layout::vector>(C);
    return FeatureGradients<Layout, Rows < most ? Rows : most, C, units % C>{};
  }
}

}  // namespace detail

// The kernels for a weight of so many rows and lanes of storage.
template <class Layout, int Rows, int Lanes>
using weight_gradients = decltype(detail::gradients_of<Layout, Rows, Lanes>());

}  // namespace ctnn::inline CTNN_TARGET
