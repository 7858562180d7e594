// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/kernel.hpp>
#include <ctnn/engine/kernels/sink.hpp>
#include <ctnn/engine/kernels/tile.hpp>
#include <ctnn/engine/memory/layout.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The gradient of a weight: gradient[row][lane] = sum over the samples of a[row] * b[lane]. Of the two sides of the
// matrix, b is the one that lies along the lanes of its storage (Parameter in parameter.hpp), in rows that are `stride`
// apart. The gradient of a bias is the sum of b. What becomes of a gradient is a sink's business (sink.hpp). A kernel
// begins at some row and some lane.
template <class T>
struct GradientSums {
  const T* a;
  long a_stride;
  int rows;
  const T* b;
  long b_stride;
  int lanes, samples, stride;
};

// Lanes are samples: R products are summed over the block, and their lanes then added up together.
template <class V, int Columns, int R, class Sink>
struct AddDots {
  using T = simd::element_t<V>;
  CTNN_INLINE static constexpr void run(const GradientSums<T>& sums, int, int lane, const Sink& to) {
    constexpr int L = simd::lanes<V>, block = L * Columns;
    const Sink sink = to;
    const T *a = sums.a, *b = simd::pinned_address<V>(sums.b + long(lane) * block);
    const int rows = sums.rows, stride = sums.stride, values_left = sums.lanes - lane;
    for (int row = 0; row < rows; ++row) {
      V acc[Bound(R)];
#pragma GCC unroll 32
      for (int r = 0; r < R; ++r) acc[r] = simd::splat<V>(0);
#pragma GCC unroll 4
      for (int c = 0; c < Columns; ++c) {
        const V s = simd::load<V>(a + (long(row) * Columns + c) * L);
#pragma GCC unroll 32
        for (int r = 0; r < R; ++r) acc[r] += s * simd::load<V>(b + r * block + c * L);
      }
      const long place = lane + long(row) * stride;
      sink.finish(place, sink.start(place) + simd::sums(acc), values_left);
    }
  }
};
// ... and those of a bias.
template <class V, int Columns, int R, class Sink>
struct AddSums {
  using T = simd::element_t<V>;
  CTNN_INLINE static constexpr void run(const GradientSums<T>& sums, int, int lane, const Sink& sink) {
    constexpr int L = simd::lanes<V>, block = L * Columns;
    const T* b = simd::pinned_address<V>(sums.b + long(lane) * block);
    V acc[Bound(R)];
#pragma GCC unroll 32
    for (int r = 0; r < R; ++r) {
      acc[r] = simd::load<V>(b + r * block);
#pragma GCC unroll 4
      for (int c = 1; c < Columns; ++c) acc[r] += simd::load<V>(b + r * block + c * L);
    }
    sink.finish(lane, sink.start(lane) + simd::sums(acc), sums.lanes - lane);
  }
};

// Lanes are features: the same register tile as the other contractions, over the samples.
template <class V, int R, int C, class Sink>
struct AddProducts {
  using T = simd::element_t<V>;
  CTNN_INLINE static constexpr void run(const GradientSums<T>& sums, int first_row, int lane, const Sink& to) {
    constexpr int L = simd::lanes<V>;
    const Sink sink = to;
    const GradientSums<T> s = sums;
    const long stride = s.stride;
    const int values_left = s.lanes - lane;
    for (int row = first_row; row + R <= s.rows; row += R) {
      V acc[Bound(R)][Bound(C)] = {};
      const long place = lane + row * stride;
      if (!sink.fresh) {  // what earlier blocks left comes from afar, in the meantime
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) simd::fetch(sink.gradient + place + r * stride + k * L);
      }
      multiply<V, R, C, 1>(acc, s.samples, s.a + row, s.a_stride, s.b + lane, s.b_stride);
      if (!sink.fresh) {
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) acc[r][k] += simd::load<V>(sink.gradient + place + r * stride + k * L);
      }
      if constexpr (Sink::only_stores || R * C <= 4) {
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) sink.finish(place + r * stride + k * L, acc[r][k], values_left - k * L);
      } else {  // a rule is compiled for one row: what it costs to put the registers down is little beside the sums
        V results[Bound(R)][Bound(C)];
#pragma GCC unroll 16
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) results[r][k] = acc[r][k];
        for (int r = 0; r < R; ++r)
          for (int k = 0; k < C; ++k) sink.finish(place + r * stride + k * L, results[r][k], values_left - k * L);
      }
    }
  }
};
template <class V, class Sink>
struct AddRows {
  using T = simd::element_t<V>;
  CTNN_INLINE static constexpr void run(const GradientSums<T>& sums, int, int, const Sink& to) {
    const Sink sink = to;
    const GradientSums<T> s = sums;
    for (int lane = 0; lane < s.lanes; lane += simd::lanes<V>) {
      V acc = sink.start(lane);
      for (int sample = 0; sample < s.samples; ++sample) acc += simd::load<V>(s.b + sample * s.b_stride + lane);
      sink.finish(lane, acc, s.lanes - lane);
    }
  }
};

// Of one sample there is nothing to sum: row after row, C vectors of b in registers.
template <class V, int C, class Sink>
struct OneProduct {
  using T = simd::element_t<V>;
  CTNN_INLINE static constexpr void run(const GradientSums<T>& sums, int, int lane, const Sink& to) {
    constexpr int L = simd::lanes<V>;
    const GradientSums<T> s = sums;
    V here[Bound(C)];
#pragma GCC unroll 8
    for (int k = 0; k < C; ++k) here[k] = simd::pinned(simd::load<V>(s.b + lane + k * L));
    only_sample_first(to, [&](const auto& sink) CTNN_INLINE {
      for (int row = 0; row < s.rows; ++row) {
        const auto number = sink.row(s.a[row]);
        const long place = lane + long(row) * s.stride;
#pragma GCC unroll 8
        for (int k = 0; k < C; ++k)
          sink.add_product(place + k * L, sink.value(place + k * L), number, here[k],
                           k + 1 < C ? L : s.lanes - lane - k * L);
      }
    });
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
