// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernel.hpp>
#include <ctnn/engine/layout.hpp>

namespace ctnn::inline CTNN_TARGET {

// Between the user's rows, one a sample, and a block in a layout.

template <class Layout>
struct LoadRows {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const T* rows, int width, int samples, T* to, int stride) {
    using V = typename Layout::vector;
    constexpr int L = Layout::L;
    if constexpr (Layout::lanes_are_samples) {   // a lane without a sample holds a copy of the last
      if (width == 1) {
        for (int s = 0; s < stride; s += L) {
          if (s + L <= samples) simd::store<V>(to + s, simd::load<V>(rows + s));
          else {
            const V some = simd::load_first<V>(rows + s, samples > s ? samples - s : 0);
            simd::store<V>(to + s, simd::select<V>(simd::first_lanes<V>(samples - s), some, simd::splat<V>(rows[samples - 1])));
          }
        }
        return;
      }
      for (int s = 0; s < samples; ++s)
        for (int f = 0; f < width; ++f) to[f * stride + s] = rows[s * width + f];
      for (int s = samples; s < stride; ++s)
        for (int f = 0; f < width; ++f) to[f * stride + s] = rows[(samples - 1) * width + f];
    } else {
      for (int s = 0; s < samples; ++s) {
        int f = 0;
        for (; f + L <= width; f += L) simd::store<V>(to + s * stride + f, simd::load<V>(rows + s * width + f));
        if (f < width) simd::store<V>(to + s * stride + f, simd::load_first<V>(rows + s * width + f, width - f));
      }
    }
  }
};
template <class Layout>
struct StoreRows {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const T* from, int width, int samples, T* rows, int stride) {
    if constexpr (!Layout::lanes_are_samples) {
      for (int s = 0; s < samples; ++s) store_row(from + s * stride, width, rows + s * width);
    } else if (width == 1) store_row(from, samples, rows);
    else
      for (int s = 0; s < samples; ++s)
        for (int f = 0; f < width; ++f) rows[s * width + f] = from[f * stride + s];
  }

 private:
  [[gnu::always_inline]] static constexpr void store_row(const T* from, int count, T* to) {
    int i = 0;
    for (; i + Layout::L <= count; i += Layout::L) simd::store<V>(to + i, simd::load<V>(from + i));
    if (i < count) simd::store_first<V>(to + i, simd::load<V>(from + i), count - i);
  }
};

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
