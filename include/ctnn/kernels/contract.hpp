// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/reduce.hpp>

// Contractions: a sum of a product of two operands, each of which has axes of its own in the result.
namespace ctnn::inline CTNN_TARGET::kernels {

namespace detail {

// The register tile: R rows, which are `a`'s, of C columns, which are `b`'s. An operand is a vector of samples, or one
// number for all of them.
template <class V, int R, int C, bool VectorA>
struct Tile {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>;
  V sum[R][C];

  [[gnu::always_inline]] constexpr void add(const T* a, const T* b, long long row, long long column) {
    V v[C];
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c) v[c] = simd::load<V>(b + c * column * L);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const V s = VectorA ? simd::load<V>(a + r * row * L) : simd::splat<V>(a[r * row]);
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c) sum[r][c] += s * v[c];
    }
  }
  template <int S>
  constexpr void run(const T* a, const T* b, const Loops<T, S>& l, long long row, long long column) {
    constexpr int A = VectorA ? L : 1;
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c) sum[r][c] = simd::splat<V>(T(0));
    const int n0 = l.count[0], n1 = l.count[1], n2 = l.count[2], n3 = l.count[3];
    long long a0 = l.at[1], b0 = l.at[2];
    for (int i = 0; i < n0; ++i, a0 += l.step[0][1], b0 += l.step[0][2]) {
      long long a1 = a0, b1 = b0;
      for (int j = 0; j < n1; ++j, a1 += l.step[1][1], b1 += l.step[1][2]) {
        long long a2 = a1, b2 = b1;
        for (int k = 0; k < n2; ++k, a2 += l.step[2][1], b2 += l.step[2][2]) {
          long long a3 = a2 * A, b3 = b2 * L;
          const long long da = static_cast<long long>(l.step[3][1]) * A, db = static_cast<long long>(l.step[3][2]) * L;
          for (int m = 0; m < n3; ++m, a3 += da, b3 += db) add(a + a3, b + b3, row, column);
        }
      }
    }
  }
};

// The loops at some columns of a row: are they the same for all of these?
template <class T>
constexpr bool whole_at(const Row<T>& r, const int* guard_at) {
  for (int k = 0; k < r.guards; ++k) {
    const auto& g = r.guard[k];
    if (g.cuts < 0) {
      if (g.cuts == Call::position && range_of(guard_at[k], 0, g.divisor, g.extent, 1).count == 0) return false;
      continue;
    }
    const int reach = g.depth[g.cuts] * (r.depth[g.cuts] - 1);
    if (g.divisor != 1 || guard_at[k] + (reach < 0 ? reach : 0) < 0 || guard_at[k] + (reach > 0 ? reach : 0) >= g.extent)
      return false;
  }
  return true;
}

}  // namespace detail

// Of a contraction beside what a row has: how the streams, and the guards, move along columns; rows are the row's own.
template <class T>
struct Columns {
  int count = 1;
  int step[Row<T>::most_streams], guard_step[Row<T>::most_guards];
};

// All rows and columns of one position. `epilogue` is a formula of the sums, or nothing.
template <class V, bool VectorA>
struct Contract {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, G = Row<T>::most_guards;

  // (Results are vectors where V is; of a program without lanes both are numbers.)
  static constexpr void run(const Row<T>& row, const Columns<T>& columns, RowCode<T> epilogue) {
    int done = 0;
    while (done < row.n) {
      const int left = row.n - done;
      if (left >= 8) done += strip<8, 2>(row, columns, epilogue, done);
      else if (left >= 4) done += strip<4, 4>(row, columns, epilogue, done);
      else done += strip<1, 8>(row, columns, epilogue, done);
    }
  }

 private:
  template <int R, int C>
  static constexpr int strip(const Row<T>& row, const Columns<T>& columns, RowCode<T> epilogue, int done) {
    int at[4] = {}, guard[G] = {}, last[G] = {};
    for (int k = 0; k < 3; ++k) at[k] = row.at[k] + done * row.step[k];
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    for (int c = 0; c < columns.count;) {
      bool together = C > 1 && c + C <= columns.count;
      if (together && row.guards > 0) {
        for (int k = 0; k < row.guards; ++k) last[k] = guard[k] + (C - 1) * columns.guard_step[k];
        together = detail::whole_at(row, guard) && detail::whole_at(row, last);
      }
      const detail::Loops<T, 4> l(row, at, guard);
      if (together) tile<R, C>(row, columns, epilogue, l, done, c);
      else tile<R, 1>(row, columns, epilogue, l, done, c);
      const int by = together ? C : 1;
      c += by;
      for (int k = 0; k < 3; ++k) at[k] += by * columns.step[k];
      for (int k = 0; k < row.guards; ++k) guard[k] += by * columns.guard_step[k];
    }
    return R;
  }
  template <int R, int C>
  [[gnu::noinline]] static constexpr void tile(const Row<T>& row, const Columns<T>& columns, RowCode<T> epilogue,
                                               const detail::Loops<T, 4>& l, int done, int column) {
    detail::Tile<V, R, C, VectorA> t;
    t.run(row.base[1], row.base[2], l, row.step[1], columns.step[2]);
    if (epilogue) finish<R, C>(row, columns, epilogue, t, done, column);
    else {
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
          T* const to = row.base[0] + (static_cast<long long>(l.at[0]) + static_cast<long long>(r) * row.step[0] +
                                       static_cast<long long>(c) * columns.step[0]) * L;
          simd::store<V>(to, row.adds ? simd::load<V>(to) + t.sum[r][c] : t.sum[r][c]);
        }
    }
  }
  // The sums go to the formula by way of memory.
  template <int R, int C>
  static constexpr void finish(const Row<T>& row, const Columns<T>& columns, RowCode<T> epilogue,
                               const detail::Tile<V, R, C, VectorA>& t, int done, int column) {
    T sums[R * C * L] = {};
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) simd::store<V>(sums + (c * R + r) * L, t.sum[r][c]);
    Row<T> some;
    some.n = R, some.adds = row.adds, some.valid = row.valid;
    some.streams = row.streams, some.guards = row.guards, some.divided = row.divided;
    for (int k = 0; k < row.streams; ++k) {
      some.base[k] = row.base[k], some.step[k] = row.step[k], some.need[k] = row.need[k];
      some.at[k] = row.at[k] + done * row.step[k] + column * columns.step[k];
    }
    for (int k = 0; k < row.guards; ++k) some.guard[k] = row.guard[k], some.guard[k].at += column * columns.guard_step[k];
    for (int k = 0; k < row.divided; ++k) some.divide[k] = row.divide[k];
    some.base[1] = sums, some.step[1] = 1;
    for (int c = 0; c < C; ++c) {
      some.at[1] = c * R;
      epilogue(some);
      for (int k = 0; k < row.streams; ++k) some.at[k] += columns.step[k];
      for (int k = 0; k < row.guards; ++k) some.guard[k].at += columns.guard_step[k];
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::kernels
