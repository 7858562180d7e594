// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/layout.hpp>

namespace ctnn::inline CTNN_TARGET {

// Between the user's rows, one a sample, and a block in a layout.

template <class V>
[[gnu::always_inline]] constexpr void copy(const simd::element_t<V>* from, int count, simd::element_t<V>* to) {
  int i = 0;
  for (; i + simd::lanes<V> <= count; i += simd::lanes<V>) simd::store<V>(to + i, simd::load<V>(from + i));
  for (; i < count; ++i) to[i] = from[i];
}

template <class Layout>
[[gnu::noinline]] constexpr void load_rows(const typename Layout::element* rows, int width, int samples, typename Layout::element* to, int stride) {
  if constexpr (Layout::lanes_are_samples) {
    if (width == 1) copy<typename Layout::vector>(rows, samples, to);
    else
      for (int s = 0; s < samples; ++s)
        for (int f = 0; f < width; ++f) to[f * stride + s] = rows[s * width + f];
    for (int s = samples; s < stride; ++s)   // a lane without a sample holds a copy of the last
      for (int f = 0; f < width; ++f) to[f * stride + s] = rows[(samples - 1) * width + f];
  } else {
    for (int s = 0; s < samples; ++s) {
      for (int f = 0; f < width; ++f) to[s * stride + f] = rows[s * width + f];
      for (int f = width; f < Layout::units(width) * Layout::L; ++f) to[s * stride + f] = 0;
    }
  }
}
template <class Layout>
[[gnu::noinline]] constexpr void store_rows(const typename Layout::element* from, int width, int samples, typename Layout::element* rows, int stride) {
  if (Layout::lanes_are_samples && width == 1) return copy<typename Layout::vector>(from, samples, rows);
  for (int s = 0; s < samples; ++s)
    for (int f = 0; f < width; ++f) rows[s * width + f] = from[Layout::lanes_are_samples ? f * stride + s : s * stride + f];
}

// One class number a sample, as a value of the element type (exact up to 2^24 for float).
template <class Layout, class Class>
constexpr void load_classes(const Class* classes, int samples, typename Layout::element* to) {
  using T = typename Layout::element;
  int filled = samples;
  if constexpr (Layout::lanes_are_samples) filled = Layout::block;
  for (int s = 0; s < filled; ++s) to[s] = T(classes[s < samples ? s : samples - 1]);
}

// The transpose of a matrix in padded rows: to[j * to_stride + i] = from[i * stride + j]; what pads a row to whole vectors is zero.
template <class V>
[[gnu::noinline]] constexpr void transpose_matrix(const simd::element_t<V>* from, int rows, int stride, simd::element_t<V>* to, int to_rows,
                                                  int to_stride) {
  constexpr int L = simd::lanes<V>;
  for (int i = 0; i < rows; i += L)
    for (int j = 0; j < to_rows; j += L) {
      V a[L];
      for (int r = 0; r < L; ++r) a[r] = i + r < rows ? simd::load<V>(from + long(i + r) * stride + j) : simd::splat<V>(0);
      simd::transpose(a);
      for (int r = 0; r < L && j + r < to_rows; ++r) simd::store<V>(to + long(j + r) * to_stride + i, a[r]);
    }
}

}  // namespace ctnn::inline CTNN_TARGET
