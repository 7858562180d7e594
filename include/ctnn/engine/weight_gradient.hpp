// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernel.hpp>
#include <ctnn/engine/layout.hpp>
#include <ctnn/engine/tile.hpp>
#include <ctnn/engine/update.hpp>

namespace ctnn::inline CTNN_TARGET {

// The gradient of a weight: gradient[row][lane] = sum over the samples of a[row] * b[lane]. Of the two sides of the matrix, b is the one that
// lies along the lanes of its storage (Parameter in parameter.hpp). What becomes of it is a sink's business (update.hpp). A kernel begins at
// the element `at` of the gradient, whose rows are `stride` apart, and of whose row so many values are left from there on.

// Lanes are samples: R products are summed over the block, and their lanes then added up together.
template <class V, int Columns, int R, class Sink>
struct AddDots {
  using T = simd::element_t<V>;
  [[gnu::always_inline]] static constexpr void run(const T* a, int rows, const T* b, const Sink& to, long at, int stride, int values_left) {
    constexpr int L = simd::lanes<V>, block = L * Columns;
    const Sink sink = to;
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
      const long place = at + long(row) * stride;
      sink.finish(place, sink.start(place) + simd::sums(acc), values_left);
    }
  }
};
// ... and of a bias: gradient[lane] = sum over the samples of b[lane].
template <class V, int Columns, int R, class Sink>
struct AddSums {
  using T = simd::element_t<V>;
  [[gnu::always_inline]] static constexpr void run(const T* b, const Sink& sink, long at, int values_left) {
    constexpr int L = simd::lanes<V>, block = L * Columns;
    V acc[R];
#pragma GCC unroll 32
    for (int r = 0; r < R; ++r) {
      acc[r] = simd::load<V>(b + r * block);
#pragma GCC unroll 4
      for (int c = 1; c < Columns; ++c) acc[r] += simd::load<V>(b + r * block + c * L);
    }
    sink.finish(at, sink.start(at) + simd::sums(acc), values_left);
  }
};

// Lanes are features: the same register tile as the other contractions, over the samples.
template <class V, int R, int C, class Sink>
struct AddProducts {
  using T = simd::element_t<V>;
  [[gnu::always_inline]] static constexpr void run(const T* a, long a_stride, int rows, const T* b, long b_stride, int samples, const Sink& to,
                                                   long at, int stride, int values_left) {
    constexpr int L = simd::lanes<V>;
    const Sink sink = to;
    for (int row = 0; row + R <= rows; row += R) {
      V acc[R][C];
      const long place = at + long(row) * stride;
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int k = 0; k < C; ++k) acc[r][k] = sink.start(place + r * stride + k * L);
      multiply<V, R, C, 1>(acc, samples, a + row, a_stride, b, b_stride);
      if constexpr (Sink::only_stores || R * C <= 4) {
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) sink.finish(place + r * stride + k * L, acc[r][k], values_left - k * L);
      } else {   // a rule is compiled for one row: what it costs to put the registers down is little beside the sums
        V sums[R][C];
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) sums[r][k] = acc[r][k];
        for (int r = 0; r < R; ++r)
          for (int k = 0; k < C; ++k) sink.finish(place + r * stride + k * L, sums[r][k], values_left - k * L);
      }
    }
  }
};
template <class V, class Sink>
struct AddRows {
  using T = simd::element_t<V>;
  [[gnu::always_inline]] static constexpr void run(const T* b, long b_stride, int samples, int units, const Sink& to, int values_left) {
    constexpr int L = simd::lanes<V>;
    const Sink sink = to;
    for (int f = 0; f < units; ++f) {
      V acc = sink.start(f * L);
      for (int s = 0; s < samples; ++s) acc += simd::load<V>(b + s * b_stride + f * L);
      sink.finish(f * L, acc, values_left - f * L);
    }
  }
};

// Of one sample there is nothing to sum: row after row, as they lie in memory.
template <class V, class Sink>
struct OneProduct {
  using T = simd::element_t<V>;
  [[gnu::always_inline]] static constexpr void run(const T* a, int rows, const T* b, int lanes, const Sink& to, int stride) {
    constexpr int L = simd::lanes<V>;
    usual_first(to, [&](const Sink& sink) __attribute__((always_inline)) {
      for (int row = 0; row < rows; ++row) {
        const V s = simd::splat<V>(a[row]);
        long place = long(row) * stride;
        int p = 0;
#pragma GCC unroll 4
        for (; p + L <= lanes; p += L, place += L) sink.finish(place, sink.start(place) + s * simd::load<V>(b + p), L);
        if (p < lanes) sink.finish(place, sink.start(place) + s * simd::load<V>(b + p), lanes - p);
      }
    });
  }
};

// All lanes, tile by tile; Tail is what a whole number of tiles leaves.
template <class Layout, int Tail>
struct SampleGradients {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  template <class Sink>
  [[gnu::always_inline]] static constexpr void weight(const T* a, int, int rows, const T* b, int, int lanes, int, const Sink& sink, int stride) {
    long p = 0;
    for (; p + L <= lanes; p += L)
      call<Layout, AddDots<V, Layout::columns, L, Sink>>(a, rows, b + p * Layout::block, sink, p, stride, int(lanes - p));
    if constexpr (Tail > 0) call<Layout, AddDots<V, Layout::columns, Tail, Sink>>(a, rows, b + p * Layout::block, sink, p, stride, int(lanes - p));
  }
  template <class Sink>
  [[gnu::always_inline]] static constexpr void bias(const T* b, int, int lanes, int, const Sink& sink) {
    long p = 0;
    for (; p + L <= lanes; p += L) call<Layout, AddSums<V, Layout::columns, L, Sink>>(b + p * Layout::block, sink, p, int(lanes - p));
    if constexpr (Tail > 0) call<Layout, AddSums<V, Layout::columns, Tail, Sink>>(b + p * Layout::block, sink, p, int(lanes - p));
  }
};
template <class Layout>
struct OneSampleGradients {
  using V = typename Layout::vector;
  using T = typename Layout::element;

  template <class Sink>
  [[gnu::always_inline]] static constexpr void weight(const T* a, int, int rows, const T* b, int, int lanes, int, const Sink& sink, int stride) {
    call<Layout, OneProduct<V, Sink>>(a, rows, b, lanes, sink, stride);
  }
  template <class Sink>
  [[gnu::always_inline]] static constexpr void bias(const T* b, int, int lanes, int, const Sink& sink) {
    call<Layout, AddRows<V, Sink>>(b, 0L, 1, Layout::units(lanes), sink, lanes);
  }
};
// ... and single rows, and Right columns are.
template <class Layout, int R, int C, int Right>
struct FeatureGradients {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  static constexpr int L = Layout::L;

  template <class Sink>
  [[gnu::always_inline]] static constexpr void weight(const T* a, int a_stride, int rows, const T* b, int b_stride, int lanes, int samples,
                                                      const Sink& sink, int stride) {
    long p = 0;
    const int units = Layout::units(lanes);
    for (; p + C * L <= units * L; p += C * L) all_rows<C>(a, a_stride, rows, b + p, b_stride, samples, sink, p, stride, int(lanes - p));
    if constexpr (Right > 0) all_rows<Right>(a, a_stride, rows, b + p, b_stride, samples, sink, p, stride, int(lanes - p));
  }
  template <class Sink>
  [[gnu::always_inline]] static constexpr void bias(const T* b, int b_stride, int lanes, int samples, const Sink& sink) {
    call<Layout, AddRows<V, Sink>>(b, long(b_stride), samples, Layout::units(lanes), sink, lanes);
  }

 private:
  template <int Columns, class Sink>
  [[gnu::always_inline]] static constexpr void all_rows(const T* a, long a_stride, int rows, const T* b, long b_stride, int samples,
                                                        const Sink& sink, long at, int stride, int values_left) {
    const int done = rows / R * R;
    call<Layout, AddProducts<V, R, Columns, Sink>>(a, a_stride, done, b, b_stride, samples, sink, at, stride, values_left);
    if (R > 1 && done < rows)
      call<Layout, AddProducts<V, 1, Columns, Sink>>(a + done, a_stride, rows - done, b, b_stride, samples, sink, at + long(done) * stride, stride,
                                                     values_left);
  }
};

namespace detail {

template <class Layout, bool OneSample, int Rows, int Lanes>
constexpr auto gradients_of() {
  if constexpr (Layout::lanes_are_samples) return SampleGradients<Layout, Lanes % Layout::L>{};
  else if constexpr (OneSample) return OneSampleGradients<Layout>{};
  else {
    constexpr int units = Layout::units(Lanes);
    constexpr Tile tile = best_tile<typename Layout::vector, true>(Rows, units);
    return FeatureGradients<Layout, tile.rows, tile.columns, units % tile.columns>{};
  }
}

}  // namespace detail

// The kernels for a weight of so many rows and lanes of storage, in blocks of samples or of one alone.
template <class Layout, bool OneSample, int Rows, int Lanes>
using weight_gradients = decltype(detail::gradients_of<Layout, OneSample, Rows, Lanes>());

}  // namespace ctnn::inline CTNN_TARGET
