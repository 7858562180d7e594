// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/tile.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A contraction over the samples, as the gradient of a weight is: lanes are summed over all positions, then added up,
// and added to what earlier blocks left, if any. Lanes without a sample do not count. Along: lanes lie along a reduced
// loop; what is left of it beside whole vectors is another one of `rest` lanes.
template <class V, bool Along = false>
class Outer {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, G = Row<T>::most_guards;

 public:
  constexpr explicit Outer(const Row<T>& r) : row(r), column_loop(r.loops - 2), row_loop(r.loops - 1) {
    steps = {row.moves[row_loop][1], row.moves[column_loop][2]};
    by_row = row.moves[row_loop][0], by_column = row.moves[column_loop][0];
    l.whole(row);
  }
  // So many lanes of that loop are left, so far from the first.
  constexpr void add_rest(int lanes, int by_a, int by_b, int loop) {
    rest = lanes, rest_a = by_a, rest_b = by_b, rest_loop = loop;
  }
  constexpr void position() {
    int guard[Bound(G)] = {};
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    at_a = row.at[1], at_b = row.at[2];
    if (row.guards > 0) {
      l.cut(row, row.at, guard);
      at_a = l.at[1], at_b = l.at[2];
    }
    if constexpr (Along) last = l, last.count[rest_loop] = 1;
    const int rows = row.extent[row_loop];
    for (int r = 0; r < rows;) {
      const int left = rows - r;
      if (left >= 4) strip<4>(r), r += 4;
      else if (left >= 2) strip<2>(r), r += 2;
      else strip<1>(r), r += 1;
    }
  }

 private:
  const Row<T>& row;
  int column_loop, row_loop, by_row = 0, by_column = 0, at_a = 0, at_b = 0;
  TileSteps steps;
  Depth<T, 4> l;
  Depth<T, Along ? 4 : 1> last;
  int rest = 0, rest_a = 0, rest_b = 0, rest_loop = 0;

  template <int R>
  constexpr void strip(int r) {
    const int columns = row.extent[column_loop];
    int c = 0;
    for (; c + 4 <= columns; c += 4) tile<R, 4>(r, c);
    for (; c < columns; ++c) tile<R, 1>(r, c);
  }
  template <int R, int C>
  CTNN_KERNEL constexpr void tile(int r0, int c0) {
    Tile<V, R, C, true, Along> t;
    t.clear();
    const int a = at_a + r0 * row.moves[row_loop][1], b = at_b + c0 * row.moves[column_loop][2];
    t.run(row.base[1], row.base[2], a, b, l, steps);
    if constexpr (Along)
      if (rest > 0) t.run(row.base[1], row.base[2], a + rest_a, b + rest_b, last, steps, rest);
    T* const to = row.base[0] + row.at[0] + r0 * by_row + c0 * by_column;
    if (Along && !row.adds) start<R, C>(to, r0, c0);
    // the sums of R * C products, a row of the tile after the other, or a column where rows lie side by side
    const bool rows_together = by_row == 1;
    V all[Bound(R * C)];
#pragma GCC unroll 16
    for (int k = 0; k < R * C; ++k) all[k] = rows_together ? t.sum[k % R][k / R] : t.sum[k / C][k % C];
    if (!Along && row.valid < L) {
      const auto valid = simd::first_lanes<V>(row.valid);
#pragma GCC unroll 16
      for (int k = 0; k < R * C; ++k) all[k] = simd::select<V>(valid, all[k], V{});
    }
    constexpr int at_once = R * C < L ? R * C : L;
    T sums[Bound(R * C < L ? L : R * C)];
    if (__builtin_is_constant_evaluated())
      for (T& s : sums) s = 0;
#pragma GCC unroll 16
    for (int first = 0; first < R * C; first += at_once)
      simd::store<V>(sums + first, simd::sums<at_once, V>(all + first));
    const bool adds = Along || row.adds;
    if (rows_together) put_all<C, R>(to, sums, by_column, by_row, adds);
    else put_all<R, C>(to, sums, by_row, by_column, adds);
  }
  // Where sums start: at zero, or at a number for each row and column.
  template <int R, int C>
  constexpr void start(T* to, int r0, int c0) const {
    const bool number = row.streams > 3;
    const int *const r_moves = row.moves[row_loop], *const c_moves = row.moves[column_loop];
    const T* const from = number ? row.base[3] + row.at[3] + r0 * r_moves[3] + c0 * c_moves[3] : nullptr;
    for (int r = 0; r < R; ++r)
      for (int c = 0; c < C; ++c)
        to[r * by_row + c * by_column] = number ? from[r * r_moves[3] + c * c_moves[3]] : T(0);
  }
  // Lines of so many sums, whose results lie side by side, or so far apart.
  template <int Lines, int N>
  CTNN_INLINE static constexpr void put_all(T* to, const T* sums, int line, int one, bool adds) {
    if (N == 4 && one == 1 && L >= 4) {
      using Four = simd::vec<T, L >= 4 ? 4 : 1>;
#pragma GCC unroll 4
      for (int k = 0; k < Lines; ++k) {
        Four sum = simd::load<Four>(sums + k * N);
        if (adds) sum += simd::load<Four>(to + k * line);
        simd::store<Four>(to + k * line, sum);
      }
    } else
      for (int k = 0; k < Lines; ++k)
        for (int i = 0; i < N; ++i) {
          T& there = to[k * line + i * one];
          there = adds ? there + sums[k * N + i] : sums[k * N + i];
        }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
