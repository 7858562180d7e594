// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/contract.hpp>

// What one sample does with a weight.
namespace ctnn::inline CTNN_TARGET::internals::engine {

// The same as ContractTiles of a single row, for a weight that only a far cache holds: it is read in the order in which
// it lies, a few of its rows at a time, as what fetches ahead likes best, and the sums wait nearby.
template <class Layout, class Finish>
struct ContractInOrder {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const Contraction<T>& contraction, const Sources<T>& sources,
                                        T* const* destinations) {
    const Contraction<T> c = contraction;
    const Sources<T> from = sources;
    const typename Finish::template Destinations<T> to(destinations);
    constexpr int most = 4096 / int(sizeof(V));  // columns at a time
    V room[Bound(most + apart)];
    for (int row = c.first; row < c.rows; ++row) {
      const T* const x = c.scalars + row * c.scalar_row;
      for (int column = 0; column < c.columns; column += most) {
        const int columns = column + most <= c.columns ? most : c.columns - column;
        const T* const w = c.vectors + column * Layout::L;
        V* const sums = room + away_from(w, room);
        for (int k = 0; k < columns; ++k) sums[k] = c.bias ? Layout::feature(c.bias, column + k) : simd::splat<V>(0);
        int i = 0;
        for (; i + together <= c.depth; i += together)
          some<together>(c, x + i * c.scalar_step, w + i * c.vector_step, columns, sums);
        for (; i < c.depth; ++i) some<1>(c, x + i * c.scalar_step, w + i * c.vector_step, columns, sums);
        for (int k = 0; k < columns; ++k) finish_unit<Layout, Finish>(from, to, row, column + k, sums[k]);
      }
    }
  }

 private:
  static constexpr int together = 8,
                       apart = sizeof(V) < 512 ? 512 / int(sizeof(V)) : 1;  // rows of the weight; vectors in 512 bytes

  // Where the sums begin in their room: their addresses end otherwise than those of what is read next, half of 512
  // bytes away. Processors that compare the last bits alone would let a load wait for the store before it.
  CTNN_INLINE static constexpr std::size_t away_from(const T* w, const V* room) {
    const auto place = [](const void* p) { return reinterpret_cast<std::uintptr_t>(p) / sizeof(V); };
    return (place(w) + apart / 2 - place(room)) % apart;
  }
  template <int Terms>
  CTNN_INLINE static constexpr void some(const Contraction<T>& c, const T* x, const T* w, int columns, V* sums) {
    V s[Bound(Terms)];
#pragma GCC unroll 8
    for (int i = 0; i < Terms; ++i)
      s[i] = simd::pinned(simd::splat<V>(x[i * c.scalar_step]));  // (pinned, lest compilers take twice as many)
    for (int k = 0; k < columns; ++k) {
      V part[2] = {sums[k], simd::splat<V>(0)};
#pragma GCC unroll 8
      for (int i = 0; i < Terms; ++i) part[i % 2] += s[i] * simd::load<V>(w + i * c.vector_step + k * Layout::L);
      sums[k] = part[0] + part[1];
    }
  }
};

// Back through a weight that lies along the outputs, and its update, of one sample: each row is read once, multiplied
// by the adjoint g of the result for that of the input, and updated by g times the row's input.
template <class Layout, class Finish, class Sink>
struct BackAndUpdate {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  CTNN_INLINE static constexpr void run(const T* x, int rows, const T* g, int width, const Sources<T>& from,
                                        T* const* results, const Sink& to, int stride) {
    constexpr int L = Layout::L, together = L >= 4 ? 4 : 1;  // rows at a time
    const typename Finish::template Destinations<T> destinations(results);
    only_sample_first(to, [&](const auto& sink) CTNN_INLINE {
      for (int first = 0; first < rows; first += L) {
        V dots[Bound(L)];
        int r = 0;
        for (; r + together <= L && first + r + together <= rows; r += together)
          some<together>(x, first + r, g, width, sink, stride, dots + r);
        for (; r < L && first + r < rows; ++r) some<1>(x, first + r, g, width, sink, stride, dots + r);
        for (; r < L; ++r) dots[r] = simd::splat<V>(0);
        finish_unit<Layout, Finish>(from, destinations, 0, first / L, simd::sums(dots));
      }
    });
  }

 private:
  template <int R>
  CTNN_INLINE static constexpr void some(const T* x, int row, const T* g, int width, const auto& sink, int stride,
                                         V* dots) {
    constexpr int L = Layout::L;
    V sum[Bound(R)] = {};
    decltype(sink.row(T())) s[Bound(R)];
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) s[r] = sink.row(x[row + r]);
    const auto one = [&](int p, int values_left) CTNN_INLINE {
      const V here = simd::pinned(simd::load<V>(g + p));
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) {
        const long place = long(row + r) * stride + p;
        const V value = simd::pinned(simd::load<V>(sink.to[0] + place));
        sum[r] += value * here;
        sink.add_product(place, value, s[r], here, values_left);
      }
    };
    int p = 0;
    for (; p + L <= width; p += L) one(p, L);
    if (p < width) one(p, width - p);
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) dots[r] = sum[r];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
