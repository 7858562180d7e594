// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/tile.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A contraction: a sum of a product of two operands, each of which has axes of its own in the result. The last loop
// around it are the rows, of the first operand (stream 1); the one before it the columns, of the second (stream 2).
// `epilogue` is a formula of the sums, or nothing. Along: lanes lie along a loop of the second operand alone.
template <class V, bool VectorRows, bool Along = false>
class Contract {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, U = Along ? 1 : L, G = Row<T>::most_guards;

 public:
  // (With sanitizers g++ 12 compares no pointer with null in a constant expression.)
  constexpr Contract(const Row<T>& r, RowCode<T> formula, bool has_formula)
      : row(r), epilogue(formula), has_epilogue(has_formula), column_loop(r.loops - 2), row_loop(r.loops - 1) {
    steps = {row.moves[row_loop][1], row.moves[column_loop][2]};
    whole.whole(row);
    for (int k = 0; k < row.guards; ++k)
      if (row.guard[k].moves[column_loop] != 0) moving |= 1u << k;
    if (!has_epilogue) return;
    some.adds = row.adds, some.valid = row.valid;
    some.streams = row.streams, some.guards = row.guards, some.divided = row.divided;
    for (int k = 0; k < row.streams; ++k)
      some.base[k] = row.base[k], some.need[k] = row.need[k], some.moves[0][k] = row.moves[row_loop][k];
    for (int k = 0; k < row.guards; ++k) {
      some.guard[k] = row.guard[k];
      some.guard[k].moves[0] = row.guard[k].moves[row_loop];
    }
    for (int k = 0; k < row.divided; ++k) some.divide[k] = row.divide[k];
    some.moves[0][1] = L / U;
    if constexpr (Along) {
      for (int k = 0; k < row.streams; ++k) some_lane[k] = row.lane[k];
      some_lane[1] = 1, some.lane = some_lane;
    }
    some.loop = 0, some.step = some.moves[0];
  }

  // All rows and columns at one position of the loops around.
  constexpr void position() {
    const int columns = row.extent[column_loop];
    if (row.guards == 0) {
      for (int c = 0; c < columns; c += 8)
        rows(whole, row.at[1], row.at[2], c, columns - c < 8 ? columns - c : 8, true);
      return;
    }
    int guard[Bound(G)] = {}, at[4] = {};
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    for (int k = 0; k < 3; ++k) at[k] = row.at[k];
    // guards that do not move along the columns cut all of them alike
    const bool fixed_whole = whole_at(row, guard, ~moving);
    if (!fixed_whole) fixed.cut(row, at, guard, ~moving);
    const Depth<T, 4>& same = fixed_whole ? whole : fixed;
    const int at_a = fixed_whole ? at[1] : fixed.at[1], at_b = fixed_whole ? at[2] : fixed.at[2];
    const Range inside = whole_along(row, guard, column_loop, columns, moving);
    for (int c = 0; c < columns;) {
      if (c >= inside.first && c < inside.first + inside.count) {
        const int left = inside.first + inside.count - c, together = left < 8 ? left : 8;
        rows(same, at_a, at_b, c, together, true);
        c += together;
        continue;
      }
      int here[4] = {}, guard_here[Bound(G)] = {};
      for (int k = 0; k < 3; ++k) here[k] = at[k] + c * row.moves[column_loop][k];
      for (int k = 0; k < row.guards; ++k) guard_here[k] = guard[k] + c * row.guard[k].moves[column_loop];
      cut.cut(row, here, guard_here);
      rows(cut, cut.at[1], cut.at[2], c, 1, false);
      ++c;
    }
  }

 private:
  const Row<T>& row;
  RowCode<T> epilogue;
  bool has_epilogue;
  int column_loop, row_loop;
  unsigned moving = 0;
  TileSteps steps;
  Depth<T, 4> whole, fixed, cut;
  Row<T> some;  // of results, for the epilogue
  int some_lane[Along ? Row<T>::most_streams : 1];

  // Some columns of all rows: the operands move along the columns if `relative`, else they are there.
  constexpr void rows(const Depth<T, 4>& l, int at_a, int at_b, int column, int columns, bool relative) {
    const int all = row.extent[row_loop];
    if (relative) at_a += column * row.moves[column_loop][1], at_b += column * row.moves[column_loop][2];
    for (int done = 0; done < all;) {
      const int left = all - done;
      if (left >= 8) strip<8, 2>(l, at_a, at_b, done, column, columns), done += 8;
      else if (left >= 4) strip<4, 4>(l, at_a, at_b, done, column, columns), done += 4;
      else if (left >= 2) strip<2, 8>(l, at_a, at_b, done, column, columns), done += 2;
      else strip<1, 8>(l, at_a, at_b, done, column, columns), done += 1;
    }
  }
  template <int R, int C>
  constexpr void strip(const Depth<T, 4>& l, int at_a, int at_b, int done, int column, int columns) {
    at_a += done * row.moves[row_loop][1];
    int c = 0;
    for (; c + C <= columns; c += C) tile<R, C>(at_a, at_b + c * row.moves[column_loop][2], l, done, column + c);
    if constexpr (Along && C > 4)
      for (; c + 4 <= columns; c += 4) tile<R, 4>(at_a, at_b + c * row.moves[column_loop][2], l, done, column + c);
    for (; c < columns; ++c) tile<R, 1>(at_a, at_b + c * row.moves[column_loop][2], l, done, column + c);
  }
  template <int R, int C>
  CTNN_KERNEL constexpr void tile(int at_a, int at_b, const Depth<T, 4>& l, int done, int column) {
    Tile<V, R, C, VectorRows, Along> t;
    if (!has_epilogue && row.streams > 3) {  // the sums start by a number for each row and column
      const T* const from =
          row.base[3] + row.at[3] + done * row.moves[row_loop][3] + column * row.moves[column_loop][3];
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c)
          t.sum[r][c] = start(from + r * row.moves[row_loop][3] + c * row.moves[column_loop][3]);
    } else t.clear();
    t.run(row.base[1], row.base[2], at_a, at_b, l, steps, Along ? row.lanes : L);
    if (has_epilogue) return finish<R, C>(t, done, column);
    T* const out = row.base[0];
    const int by_row = row.moves[row_loop][0], by_column = row.moves[column_loop][0];
    const int at_out = row.at[0] + done * by_row + column * by_column;
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        T* const to = out + (static_cast<long long>(at_out) + r * by_row + c * by_column) * U;
        if constexpr (Along) put(to, t.sum[r][c]);
        else simd::store<V>(to, row.adds ? simd::load<V>(to) + t.sum[r][c] : t.sum[r][c]);
      }
  }
  CTNN_INLINE constexpr V start(const T* from) const {
    if constexpr (!Along) return simd::splat<V>(*from);
    else if (row.lane[3] == 0) return simd::splat<V>(*from);
    else if (row.lane[3] == 1) return load_some<V>(from, row.lanes);
    else return load_along<kernels::Along::apart, V>(from, row.lane[3], row.lanes);
  }
  CTNN_INLINE constexpr void put(T* to, const V& v) const {
    if (row.lane[0] == 1)
      store_along<kernels::Along::next, V>(to, 1, row.lanes, row.adds ? load_some<V>(to, row.lanes) + v : v);
    else
      store_along<kernels::Along::apart, V>(
          to, row.lane[0], row.lanes,
          row.adds ? load_along<kernels::Along::apart, V>(to, row.lane[0], row.lanes) + v : v);
  }
  // The sums go to the formula by way of memory.
  template <int R, int C>
  CTNN_INLINE constexpr void finish(const Tile<V, R, C, VectorRows, Along>& t, int done, int column) {
    T sums[Bound(R * C * L)];
    if (__builtin_is_constant_evaluated())
      for (T& s : sums) s = 0;
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) simd::store<V>(sums + (c * R + r) * L, t.sum[r][c]);
    results(sums, R, C, done, column);
  }
  CTNN_KERNEL constexpr void results(T* sums, int rows, int columns, int done, int column) {
    some.n = rows, some.base[1] = sums, some.lanes = row.lanes;
    const int* const by_row = row.moves[row_loop];
    const int* const by_column = row.moves[column_loop];
    for (int k = 0; k < row.streams; ++k) some.at[k] = row.at[k] + done * by_row[k] + column * by_column[k];
    for (int k = 0; k < row.guards; ++k) some.guard[k].at = row.guard[k].at + column * row.guard[k].moves[column_loop];
    for (int c = 0; c < columns; ++c) {
      some.at[1] = c * rows * (L / U);
      epilogue(some);
      for (int k = 0; k < row.streams; ++k) some.at[k] += by_column[k];
      for (int k = 0; k < row.guards; ++k) some.guard[k].at += row.guard[k].moves[column_loop];
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
