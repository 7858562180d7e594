// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/choose_along.hpp>
#include <ctnn/kernels/execute.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// The loops of a call whose lanes lie along one of them.
template <class T, int L>
class ExecutionAlong {
  using R = Row<T>;
  using Base = Execution<T, 1>;

 public:
  template <int Loop, bool Reduced, bool Special, bool Contracts>
  static constexpr auto run_of() {
    if constexpr (Contracts && Reduced) return &products<Loop>;
    else if constexpr (Contracts) return &contract<Loop, Special>;
    else if constexpr (Reduced) return &folded<Loop>;
    else return &kept<Loop, Special>;
  }

 private:
  // Results lie along the lanes.
  template <int Loop, bool Pairs>
  static constexpr void kept(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    Base::each_row(v, f, adds, step, [code](R& row) {
      const int last = row.loops - 1;
      if (Loop != last) row.exchange(Loop, last);
      if (whole_everywhere(row)) row.guards = row.divided = 0;
      row.lane = row.moves[last];
      if (Pairs) row.depth[R::most_depth - 1] = 1;
      const int n = row.extent[last];
      bool moving = false;
      for (int k = 0; k < row.guards; ++k) moving |= row.guard[k].moves[last] != 0;
      if (moving) return Base::each(row, last, [&] { parts(row, n, code); });
      // a row of vectors lies along the lanes, or, where there are more, along the loop around
      if (last == 0 || row.extent[last - 1] <= n / L) return Base::each(row, last, [&] { vectors(row, n, code); });
      row.along(last - 1, nullptr);
      Base::each(row, last - 1, [&] {
        int from = 0;
        for (; from < n; from += L) {
          row.lanes = n - from < L ? n - from : L;
          code(row);
          row.forward(last, row.lanes);
        }
        row.forward(last, -n);
      });
    });
  }
  // Some lanes at a time, for which guards hold alike, or cut alike.
  static constexpr void parts(R& row, int n, RowCode<T> code) {
    const int last = row.loops - 1;
    for (int from = 0; from < n;) {
      const int some = alike(row, last, n - from);
      vectors(row, some, code);
      row.forward(last, some);
      from += some;
    }
    row.forward(last, -n);
  }
  static constexpr int alike(const R& row, int loop, int most) {
    for (int k = 0; k < row.guards; ++k) {
      const auto& g = row.guard[k];
      const int by = g.moves[loop];
      if (by == 0) continue;
      const bool whole = g.cuts < 0;  // where it holds, and where not
      const int reach = whole ? 0 : g.depth[g.cuts] * (row.depth[g.cuts] - 1);
      const int low = g.at + (reach < 0 ? reach : 0), high = g.at + (reach > 0 ? reach : 0);
      int some = 1;
      if (low >= 0 && high < g.extent) some = by > 0 ? (g.extent - 1 - high) / by + 1 : low / -by + 1;
      else if (whole && high < 0) some = by > 0 ? (-high + by - 1) / by : most;
      else if (whole) some = by < 0 ? (low - g.extent) / -by + 1 : most;
      if (some < most) most = some;
    }
    return most;
  }
  static constexpr void vectors(R& row, int n, RowCode<T> code) {
    const int last = row.loops - 1, whole = n / L;
    int step[R::most_streams];
    for (int k = 0; k < row.streams; ++k) step[k] = L * row.moves[last][k];
    row.loop = -1, row.step = step;
    if (whole > 0) {
      row.n = whole, row.lanes = L;
      code(row);
    }
    if (n == whole * L) return;
    row.forward(last, whole * L);
    row.n = 1, row.lanes = n - whole * L;
    code(row);
    row.forward(last, -whole * L);
  }

  // Lanes are reduced to one.
  template <int Loop>
  static constexpr void folded(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    Base::each_row(v, f, adds, step, [code, d = Loop + R::most_depth - v.loops()](R& row) {
      const int n = row.depth[d], whole = n / L;
      const bool first_adds = row.adds;
      int by[R::most_streams];
      for (int k = 0; k < row.streams; ++k) by[k] = row.depth_moves[d][k], row.depth_moves[d][k] *= L;
      row.lane = by;
      row.along(row.loops - 1, Base::nothing);
      Base::each(row, row.loops - 1, [&] {
        row.adds = first_adds;
        if (whole > 0) {
          row.depth[d] = whole, row.lanes = L;
          code(row);
          row.adds = true;
        }
        if (n == whole * L) return;
        for (int k = 0; k < row.streams; ++k) row.at[k] += whole * L * by[k];
        row.depth[d] = 1, row.lanes = n - whole * L;
        code(row);
        for (int k = 0; k < row.streams; ++k) row.at[k] -= whole * L * by[k];
      });
    });
  }

  // ---- contractions

  // Lanes lie along the results and the second operand, or, where they change places, the first.
  template <int Loop, bool Exchanged>
  static constexpr void contract(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    Base::each_row(v, f, adds, step, [code, formula = v.c.formula >= 0](R& row) {
      arrange(row, Loop, Exchanged);
      const int lanes = row.loops, n = row.extent[lanes];
      row.lane = row.moves[lanes];
      bool moving = false;
      for (int k = 0; k < row.guards; ++k) moving |= row.guard[k].moves[lanes] != 0;
      for (int from = 0; from < n;) {
        const int some = moving ? alike(row, lanes, n - from) : n - from, whole = some / L;
        if (whole > 0) tiles(row, whole, L, code, formula);
        if (whole * L < some) {
          row.forward(lanes, whole * L);
          tiles(row, 1, some - whole * L, code, formula);
          row.forward(lanes, -whole * L);
        }
        row.forward(lanes, some), from += some;
      }
    });
  }
  // The loops become: those around, one of vectors along the lanes, columns, rows; and behind them the lanes.
  CTNN_APART static constexpr void arrange(R& row, int lanes, bool exchanged) {
    if (exchanged) row.exchange_streams(1, 2);
    if (whole_everywhere(row)) row.guards = row.divided = 0;
    int rows = -1, columns = -1;
    for (int l = 0; l < row.loops; ++l) {
      if (l == lanes) continue;
      const bool first = row.moves[l][1] != 0, second = row.moves[l][2] != 0;
      bool cut = false;
      for (int k = 0; k < row.guards; ++k) cut |= row.guard[k].moves[l] != 0;
      if (first && !second && !cut && (rows < 0 || row.extent[l] > row.extent[rows])) rows = l;
      if (second && !first && (columns < 0 || row.extent[l] > row.extent[columns])) columns = l;
    }
    R from;
    from.copy(row);
    row.loops = 0;
    for (int l = 0; l < from.loops; ++l)
      if (l != lanes && l != rows && l != columns) row.take(row.loops++, from, l);
    for (const int l : {-1, columns, rows}) row.take(row.loops++, from, l);
    row.take(row.loops, from, lanes);
  }
  static constexpr void tiles(R& row, int vectors, int lanes, RowCode<T> code, bool formula) {
    const int along = row.loops - 3, columns = along + 1;
    row.extent[along] = vectors, row.lanes = lanes;
    for (int k = 0; k < row.streams; ++k) row.moves[along][k] = L * row.moves[row.loops][k];
    const bool wide = vectors > row.extent[columns];  // the longer one makes the columns of tiles
    if (wide) row.exchange(along, columns);
    Contract<simd::vec<T, L>, false, true> all(row, code, formula);
    Base::each(row, row.loops - 2, [&] { all.position(); });
    if (wide) row.exchange(along, columns);
  }
  // Lanes lie along what is summed.
  template <int Loop>
  static constexpr void products(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    Base::each_row(v, f, adds, step, [d = Loop + R::most_depth - v.loops()](R& row) {
      const int n = row.depth[d], whole = n / L;
      row.depth[d] = whole;
      for (int k = 0; k < row.streams; ++k) row.depth_moves[d][k] *= L;
      Outer<simd::vec<T, L>, true> tiles(row);
      tiles.add_rest(n - whole * L, whole * L, whole * L, d);
      Base::each(row, row.loops - 2, [&] { tiles.position(); });
    });
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
