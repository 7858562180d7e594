// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/contract.hpp>
#include <ctnn/kernels/element.hpp>
#include <ctnn/kernels/map.hpp>
#include <ctnn/kernels/outer.hpp>
#include <ctnn/kernels/reduce.hpp>

namespace ctnn::inline CTNN_TARGET::kernels {

// Where a stage's places are: in scratch memory, or (of a negative number k) in what was handed in, number ~k.
template <class T>
struct Frame {
  T* scratch;
  T* const* external;
  const int* place;
  int valid;  // lanes that hold samples
};

// What a kernel call runs: its kind's loops, and the formula of a row.
template <class T>
struct Code {
  void (*run)(const CallView&, const Frame<T>&, RowCode<T>, bool adds, int step) = nullptr;
  RowCode<T> row = nullptr;
};

// The loops of each kind of call. (Those that a program does not need are not compiled for it.)
template <class T, int L>
class Execution {
  using V = simd::vec<T, L>;
  using R = Row<T>;

 public:
  using Run = void (*)(const CallView&, const Frame<T>&, RowCode<T>, bool adds, int step);
  template <Kind kind, bool Lanes, bool VectorRows>
  static constexpr Run run_of() {
    if constexpr (kind == Kind::contract) return &contract<simd::vec<T, Lanes ? L : 1>, VectorRows>;
    else if constexpr (kind == Kind::outer) return &outer;
    else if constexpr (kind == Kind::gather || kind == Kind::scatter) return &element<kind>;
    else return &rows;
  }

 private:
  // A row for each position of the outer loops.
  static constexpr void rows(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    R row;
    prepare(row, v, f, adds, step);
    const int outer = rows_of(row, v, v.c.kept - 1);
    each(row, v, outer, [&] { code(row); });
  }
  // Tiles for each position of the outer loops.
  template <class W, bool VectorRows>
  static constexpr void contract(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    R row;
    Columns<T> columns;
    prepare(row, v, f, adds, step);
    columns_of(row, columns, v);
    each(row, v, v.c.kept - 2, [&] { Contract<W, VectorRows>::run(row, columns, code); });
  }
  static constexpr void outer(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    R row;
    Columns<T> columns;
    prepare(row, v, f, adds, step);
    columns_of(row, columns, v);
    each(row, v, v.c.kept - 2, [&] { Outer<V>::run(row, columns); });
  }
  template <Kind kind>
  static constexpr void element(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    R row;
    prepare(row, v, f, adds, step);
    row.guards = 0;
    const int outer = rows_of(row, v, v.c.kept - 1);
    const int distance = v.divisor(0), many = v.whole(0), lanes = v.cuts(0);
    each(row, v, outer, [&] {
      if constexpr (kind == Kind::gather) Chosen<V>::gather(row, distance, many, lanes != Call::asked);
      else Chosen<V>::scatter(row, distance, many);
    });
    static_cast<void>(lanes);
  }
  static constexpr void columns_of(R& row, Columns<T>& columns, const CallView& v) {
    const Call& c = v.c;
    rows_of(row, v, c.kept - 1);
    columns.count = v.extent(c.kept - 2);
    for (int k = 0; k < c.streams; ++k) columns.step[k] = v.moves(k)[c.kept - 2];
    for (int k = 0; k < c.guards; ++k) columns.guard_step[k] = v.guard_moves(k)[c.kept - 2];
  }
  [[gnu::noinline]] static constexpr void prepare(R& row, const CallView& v, const Frame<T>& f, bool adds, int step) {
    const Call& c = v.c;
    row.adds = adds, row.valid = f.valid, row.n = 1;
    row.streams = c.streams, row.guards = c.guards, row.divided = c.divided;
    for (int k = 0; k < c.streams; ++k) {
      const int place = v.place(k) < 0 ? 0 : f.place[v.place(k)];
      row.base[k] = v.place(k) < 0 ? nullptr : place < 0 ? f.external[~place] : f.scratch + place;
      row.at[k] = v.offset(k, step), row.need[k] = unsigned(v.need(k)), row.step[k] = 0;
    }
    const int lead = R::most_depth - c.reduced;  // loops that are not there come first
    for (int d = 0; d < R::most_depth; ++d) {
      const int loop = c.kept + d - lead;
      row.depth[d] = d < lead ? 1 : v.extent(loop);
      for (int k = 0; k < c.streams; ++k) row.depth_step[d][k] = d < lead ? 0 : v.moves(k)[loop];
    }
    for (int k = 0; k < c.guards; ++k) {
      auto& g = row.guard[k];
      const int cuts = v.cuts(k);
      g = {v.divisor(k), v.whole(k), cuts >= 0 ? cuts + lead : cuts, v.guard_offset(k, step), 0, {}};
      for (int d = lead; d < R::most_depth; ++d) g.depth[d] = v.guard_moves(k)[c.kept + d - lead];
    }
    for (int k = 0; k < c.divided; ++k) row.divide[k] = {v.divided(k)[0], v.divided(k)[1], v.divided(k)[2]};
  }
  // Rows run along a loop. Gives how many loops are around it.
  static constexpr int rows_of(R& row, const CallView& v, int loop) {
    if (loop < 0) return 0;
    row.n = v.extent(loop);
    for (int k = 0; k < row.streams; ++k) row.step[k] = v.moves(k)[loop];
    for (int k = 0; k < row.guards; ++k) row.guard[k].step = v.guard_moves(k)[loop];
    return loop;
  }
  static constexpr void each(R& row, const CallView& v, int loops, const auto& f) {
    int index[graph::Order::most] = {};
    for (;;) {
      f();
      int l = loops - 1;
      for (; l >= 0; --l) {
        const bool more = ++index[l] < v.extent(l);
        const int by = more ? 1 : -(v.extent(l) - 1);
        for (int k = 0; k < row.streams; ++k) row.at[k] += by * v.moves(k)[l];
        for (int k = 0; k < row.guards; ++k) row.guard[k].at += by * v.guard_moves(k)[l];
        if (more) break;
        index[l] = 0;
      }
      if (l < 0) return;
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::kernels
