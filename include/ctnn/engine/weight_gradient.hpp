// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/layout.hpp>
#include <ctnn/engine/tile.hpp>

namespace ctnn::inline CTNN_TARGET {

// The gradient of a weight, added to what earlier blocks left: gradient[row][lane] += sum over the samples of a[row] * b[lane]. Of the two
// sides of the matrix, b is the one that lies along the lanes of its storage (Parameter in parameter.hpp).

// Lanes are samples: L products are summed over the block, and their lanes then added up together.
template <class V, int Columns, int R>
[[gnu::noinline]] constexpr void add_dots(const simd::element_t<V>* a, int rows, const simd::element_t<V>* b, simd::element_t<V>* gradient,
                                          int stride) {
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
    simd::store<V>(to, simd::load<V>(to) + simd::sums(acc));
  }
}
// ... and of a bias: gradient[lane] += sum over the samples of b[lane].
template <class V, int Columns, int R>
[[gnu::noinline]] constexpr void add_sums(const simd::element_t<V>* b, simd::element_t<V>* gradient) {
  constexpr int L = simd::lanes<V>, block = L * Columns;
  V acc[R];
#pragma GCC unroll 32
  for (int r = 0; r < R; ++r) {
    acc[r] = simd::load<V>(b + r * block);
#pragma GCC unroll 4
    for (int c = 1; c < Columns; ++c) acc[r] += simd::load<V>(b + r * block + c * L);
  }
  simd::store<V>(gradient, simd::load<V>(gradient) + simd::sums(acc));
}

// Lanes are features: the same register tile as the other contractions, over the samples.
template <class V, int R, int C>
[[gnu::noinline]] constexpr void add_products(const simd::element_t<V>* a, long a_stride, int rows, const simd::element_t<V>* b, long b_stride,
                                              int samples, simd::element_t<V>* gradient, int stride) {
  constexpr int L = simd::lanes<V>;
  for (int row = 0; row + R <= rows; row += R) {
    V acc[R][C];
    simd::element_t<V>* to = gradient + long(row) * stride;
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int k = 0; k < C; ++k) acc[r][k] = simd::load<V>(to + r * stride + k * L);
    multiply<V, R, C, 1>(acc, samples, a + row, a_stride, b, b_stride);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int k = 0; k < C; ++k) simd::store<V>(to + r * stride + k * L, acc[r][k]);
  }
}
template <class V>
[[gnu::noinline]] constexpr void add_rows(const simd::element_t<V>* b, long b_stride, int samples, int units, simd::element_t<V>* gradient) {
  for (int f = 0; f < units; ++f, b += simd::lanes<V>, gradient += simd::lanes<V>) {
    V acc = simd::load<V>(gradient);
    for (int s = 0; s < samples; ++s) acc += simd::load<V>(b + s * b_stride);
    simd::store<V>(gradient, acc);
  }
}

namespace detail {

template <class V, int R, int C>
constexpr void add_product_rows(const simd::element_t<V>* a, long a_stride, int rows, const simd::element_t<V>* b, long b_stride, int samples,
                                simd::element_t<V>* gradient, int stride) {
  add_products<V, R, C>(a, a_stride, rows, b, b_stride, samples, gradient, stride);
  const int done = rows / R * R;
  if (done < rows) add_products<V, 1, C>(a + done, a_stride, rows - done, b, b_stride, samples, gradient + long(done) * stride, stride);
}

}  // namespace detail

// Both sides whole: In and Out in the order (rows of storage, lanes of storage).
template <class Layout, int Rows, int Lanes>
constexpr void add_weight_gradient(const typename Layout::element* a, const typename Layout::element* b, int samples,
                                   typename Layout::element* gradient, int stride) {
  using V = typename Layout::vector;
  constexpr int L = Layout::L;
  if constexpr (Layout::lanes_are_samples) {
    for (int p = 0; p + L <= Lanes; p += L) add_dots<V, Layout::columns, L>(a, Rows, b + p * Layout::block, gradient + p, stride);
    if constexpr (Lanes % L != 0) {
      constexpr int done = Lanes / L * L;
      add_dots<V, Layout::columns, Lanes % L>(a, Rows, b + done * Layout::block, gradient + done, stride);
    }
  } else {
    constexpr int units = Layout::units(Lanes), C = tile_columns<V>(units), R = Rows < tile_rows<V>(C) ? Rows : tile_rows<V>(C);
    const long a_stride = Layout::stride(Rows), b_stride = Layout::stride(Lanes);
    for (int p = 0; p + C <= units; p += C)
      detail::add_product_rows<V, R, C>(a, a_stride, Rows, b + p * L, b_stride, samples, gradient + p * L, stride);
    if constexpr (units % C != 0) {
      constexpr int done = units / C * C;
      detail::add_product_rows<V, R, units % C>(a, a_stride, Rows, b + done * L, b_stride, samples, gradient + done * L, stride);
    }
  }
}
template <class Layout, int Lanes>
constexpr void add_bias_gradient(const typename Layout::element* b, int samples, typename Layout::element* gradient) {
  using V = typename Layout::vector;
  constexpr int L = Layout::L;
  if constexpr (Layout::lanes_are_samples) {
    for (int p = 0; p + L <= Lanes; p += L) add_sums<V, Layout::columns, L>(b + p * Layout::block, gradient + p);
    if constexpr (Lanes % L != 0) add_sums<V, Layout::columns, Lanes % L>(b + Lanes / L * L * Layout::block, gradient + Lanes / L * L);
  } else {
    add_rows<V>(b, Layout::stride(Lanes), samples, Layout::units(Lanes), gradient);
  }
}

}  // namespace ctnn::inline CTNN_TARGET
