// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/kernel.hpp>
#include <ctnn/engine/memory/layout.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Between the user's rows, one a sample, and a block in a layout.

// Of lanes that are samples, L samples by up to L features at a time are transposed in registers; of few features
// element by element: those after the first so many.
template <class V>
constexpr int transposed_features(int width) {
  constexpr int L = simd::lanes<V>, least = simd::loads_parts<V> ? L / 2 : L;
  return L == 1 ? 0 : (width + L - least) / L * L;
}

template <class Layout>
struct LoadRows {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  CTNN_INLINE static constexpr void run(const T* rows, int width, int samples, T* to, int stride) {
    if constexpr (!Layout::lanes_are_samples) {
      for (int s = 0; s < samples; ++s)
        for (int f = 0; f < width; f += L) simd::store<V>(to + s * stride + f, some(rows + s * width + f, width - f));
    } else if (width == 1) {  // a lane without a sample holds a copy of the last
      for (int s = 0; s < stride; s += L) {
        const V here = some(rows + s, samples > s ? samples - s : 0);
        simd::store<V>(to + s,
                       simd::select<V>(simd::first_lanes<V>(samples - s), here, simd::splat<V>(rows[samples - 1])));
      }
    } else {
      const int transposed = transposed_features<V>(width);
      if constexpr (L > 1)
        for (int f = 0; f < transposed; f += L)
          for (int s = 0; s < stride; s += L) {
            V a[Bound(L)];
            for (int r = 0; r < L; ++r)
              a[r] = some(rows + long(s + r < samples ? s + r : samples - 1) * width + f, width - f);
            simd::transpose(a);
            for (int k = 0; k < L && f + k < width; ++k) simd::store<V>(to + (f + k) * stride + s, a[k]);
          }
      for (int s = 0; s < samples; ++s)
        for (int k = transposed; k < width; ++k) to[long(k) * stride + s] = rows[long(s) * width + k];
      for (int s = samples; s < stride; ++s)
        for (int k = transposed; k < width; ++k) to[long(k) * stride + s] = rows[long(samples - 1) * width + k];
    }
  }

 private:
  CTNN_INLINE static constexpr V some(const T* from, int count) {
    return count >= L ? simd::load<V>(from) : simd::load_first<V>(from, count);
  }
};
template <class Layout>
struct StoreRows {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  CTNN_INLINE static constexpr void run(const T* from, int width, int samples, T* rows, int stride) {
    if constexpr (!Layout::lanes_are_samples) {
      for (int s = 0; s < samples; ++s)
        for (int f = 0; f < width; f += L) some(in_register(from + s * stride + f), width - f, rows + s * width + f);
    } else if (width == 1) {
      for (int s = 0; s < samples; s += L) some(in_register(from + s), samples - s, rows + s);
    } else {
      const int transposed = transposed_features<V>(width);
      if constexpr (L > 1)
        for (int f = 0; f < transposed; f += L)
          for (int s = 0; s < samples; s += L) {
            V a[Bound(L)];
            for (int k = 0; k < L; ++k) a[k] = f + k < width ? simd::load<V>(from + (f + k) * stride + s) : V{};
            simd::transpose(a);
            for (int r = 0; r < L && s + r < samples; ++r) some(a[r], width - f, rows + long(s + r) * width + f);
          }
      for (int s = 0; s < samples; ++s)
        for (int k = transposed; k < width; ++k) rows[long(s) * width + k] = from[long(k) * stride + s];
    }
  }

 private:
  // g++ otherwise makes a call of memcpy of such a loop, and keeps sums in memory, where that finds them.
  CTNN_INLINE static constexpr V in_register(const T* from) { return simd::pinned(simd::load<V>(from)); }
  CTNN_INLINE static constexpr void some(const V& v, int count, T* to) {
    if (count >= L) simd::store<V>(to, v);
    else simd::store_first<V>(to, v, count);
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

// The transpose of a matrix in padded rows: to[j * to_stride + i] = from[i * stride + j]; what pads a row to whole
// vectors is zero.
template <class V>
CTNN_KERNEL constexpr void transpose_matrix(const simd::element_t<V>* from, int rows, int stride,
                                            simd::element_t<V>* to, int to_rows, int to_stride) {
  constexpr int L = simd::lanes<V>;
  for (int i = 0; i < rows; i += L)
    for (int j = 0; j < to_rows; j += L) {
      V a[Bound(L)];
      for (int r = 0; r < L; ++r)
        a[r] = i + r < rows ? simd::load<V>(from + long(i + r) * stride + j) : simd::splat<V>(0);
      simd::transpose(a);
      for (int r = 0; r < L && j + r < to_rows; ++r) simd::store<V>(to + long(j + r) * to_stride + i, a[r]);
    }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
