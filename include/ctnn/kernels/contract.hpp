// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/tile.hpp>

namespace ctnn::inline CTNN_TARGET::kernels {

// A contraction: a sum of a product of two operands, each of which has axes of its own in the result. The last loop
// around it are the rows, of the first operand (stream 1); the one before it the columns, of the second (stream 2).
// `epilogue` is a formula of the sums, or nothing.
template <class V, bool VectorRows>
class Contract {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, G = Row<T>::most_guards;

 public:
  constexpr Contract(const Row<T>& r, RowCode<T> formula)
      : row(r), epilogue(formula), column_loop(r.loops - 2), row_loop(r.loops - 1) {
    steps = {row.moves[row_loop][1], row.moves[column_loop][2]};
    whole.whole(row);
    if (!epilogue) return;
    some.adds = row.adds, some.valid = row.valid;
    some.streams = row.streams, some.guards = row.guards, some.divided = row.divided;
    for (int k = 0; k < row.streams; ++k)
      some.base[k] = row.base[k], some.need[k] = row.need[k], some.moves[0][k] = row.moves[row_loop][k];
    for (int k = 0; k < row.guards; ++k) {
      some.guard[k] = row.guard[k];
      some.guard[k].moves[0] = row.guard[k].moves[row_loop];
    }
    for (int k = 0; k < row.divided; ++k) some.divide[k] = row.divide[k];
    some.moves[0][1] = 1;
    some.loop = 0, some.step = some.moves[0];
  }

  // All rows and columns at one position of the loops around.
  constexpr void position() {
    const int rows = row.extent[row_loop];
    for (int done = 0; done < rows;) {
      const int left = rows - done;
      if (left >= 8) strip<8, 2>(done), done += 8;
      else if (left >= 4) strip<4, 4>(done), done += 4;
      else if (left >= 2) strip<2, 8>(done), done += 2;
      else strip<1, 8>(done), done += 1;
    }
  }

 private:
  const Row<T>& row;
  RowCode<T> epilogue;
  int column_loop, row_loop;
  TileSteps steps;
  Depth<T, 4> whole, cut;
  Row<T> some;  // of results, for the epilogue

  template <int R, int C>
  constexpr void strip(int done) {
    const int columns = row.extent[column_loop];
    int at[4], guard[G] = {}, last[G] = {};
    for (int k = 0; k < 4; ++k) at[k] = k < row.streams ? row.at[k] + done * row.moves[row_loop][k] : 0;
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    for (int c = 0; c < columns;) {
      const bool is_whole = row.guards == 0 || whole_at(row, guard);
      bool together = C > 1 && is_whole && c + C <= columns;
      if (together && row.guards > 0) {
        for (int k = 0; k < row.guards; ++k) last[k] = guard[k] + (C - 1) * row.guard[k].moves[column_loop];
        together = whole_at(row, last);
      }
      if (!is_whole) cut.cut(row, at, guard);
      if (together) tile<R, C>(at[1], at[2], whole, at[0], done, c);
      else if (is_whole) tile<R, 1>(at[1], at[2], whole, at[0], done, c);
      else tile<R, 1>(cut.at[1], cut.at[2], cut, at[0], done, c);
      const int by = together ? C : 1;
      c += by;
      for (int k = 0; k < 3; ++k) at[k] += by * row.moves[column_loop][k];
      for (int k = 0; k < row.guards; ++k) guard[k] += by * row.guard[k].moves[column_loop];
    }
  }
  template <int R, int C>
  [[gnu::noinline]] constexpr void tile(int at_a, int at_b, const Depth<T, 4>& l, int at_out, int done, int column) {
    Tile<V, R, C, VectorRows> t;
    t.run(row.base[1], row.base[2], at_a, at_b, l, steps);
    if (epilogue) return finish<R, C>(t, done, column);
    T* const out = row.base[0];
    const int by_row = row.moves[row_loop][0], by_column = row.moves[column_loop][0];
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        T* const to = out + (static_cast<long long>(at_out) + r * by_row + c * by_column) * L;
        simd::store<V>(to, row.adds ? simd::load<V>(to) + t.sum[r][c] : t.sum[r][c]);
      }
  }
  // The sums go to the formula by way of memory.
  template <int R, int C>
  [[gnu::always_inline]] constexpr void finish(const Tile<V, R, C, VectorRows>& t, int done, int column) {
    T sums[R * C * L];
    if (__builtin_is_constant_evaluated())
      for (T& s : sums) s = 0;
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) simd::store<V>(sums + (c * R + r) * L, t.sum[r][c]);
    results(sums, R, C, done, column);
  }
  [[gnu::noinline]] constexpr void results(T* sums, int rows, int columns, int done, int column) {
    some.n = rows, some.base[1] = sums;
    const int* const by_row = row.moves[row_loop];
    const int* const by_column = row.moves[column_loop];
    for (int k = 0; k < row.streams; ++k) some.at[k] = row.at[k] + done * by_row[k] + column * by_column[k];
    for (int k = 0; k < row.guards; ++k) some.guard[k].at = row.guard[k].at + column * row.guard[k].moves[column_loop];
    for (int c = 0; c < columns; ++c) {
      some.at[1] = c * rows;
      epilogue(some);
      for (int k = 0; k < row.streams; ++k) some.at[k] += by_column[k];
      for (int k = 0; k < row.guards; ++k) some.guard[k].at += row.guard[k].moves[column_loop];
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::kernels
