// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/contract.hpp>
#include <ctnn/kernels/element.hpp>
#include <ctnn/kernels/map.hpp>
#include <ctnn/kernels/outer.hpp>
#include <ctnn/kernels/pad.hpp>
#include <ctnn/kernels/reduce.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

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
  template <class, int>
  friend class ExecutionAlong;
  using V = simd::vec<T, L>;
  using R = Row<T>;

 public:
  using Run = void (*)(const CallView&, const Frame<T>&, RowCode<T>, bool adds, int step);
  template <Kind kind, bool Lanes, bool VectorRows>
  static constexpr Run run_of() {
    if constexpr (kind == Kind::contract) return &contract<simd::vec<T, Lanes ? L : 1>, VectorRows>;
    else if constexpr (kind == Kind::outer) return &outer;
    else if constexpr (kind == Kind::pad) return &pad < Lanes ? L : 1 > ;
    else if constexpr (kind == Kind::gather || kind == Kind::scatter) return &element<kind>;
    else return &rows;
  }

 private:
  static constexpr int nothing[R::most_streams] = {};

  // A row for each position of the loops around.
  static constexpr void rows(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    each_row(v, f, adds, step, [code](R& row) {
      row.along(row.loops - 1, nothing);
      each(row, row.loops - 1, [&] { code(row); });
    });
  }
  // Tiles for each position of the loops around.
  template <class W, bool VectorRows>
  static constexpr void contract(const CallView& v, const Frame<T>& f, RowCode<T> code, bool adds, int step) {
    each_row(v, f, adds, step, [code, formula = v.c.formula >= 0](R& row) {
      Contract<W, VectorRows> tiles(row, code, formula);
      each(row, row.loops - 2, [&] { tiles.position(); });
    });
  }
  static constexpr void outer(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    each_row(v, f, adds, step, [](R& row) {
      Outer<V> tiles(row);
      each(row, row.loops - 2, [&] { tiles.position(); });
    });
  }
  // A copy of an operand between zeros.
  template <int Lanes>
  static constexpr void pad(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    R row;
    prepare(row, v, f, adds, step);
    clear_units<T, Lanes>(row.base[0], v.whole(0));
    row.guards = 0;
    row.along(row.loops - 1, nothing);
    each(row, row.loops - 1, [&] { copy_row<T, Lanes>(row); });
  }
  template <Kind kind>
  static constexpr void element(const CallView& v, const Frame<T>& f, RowCode<T>, bool adds, int step) {
    const int distance = v.divisor(0), many = v.whole(0);
    const bool lanes = v.cuts(0) != Call::asked;
    R row;
    prepare(row, v, f, adds, step);
    row.guards = 0;
    row.along(row.loops - 1, nothing);
    each(row, row.loops - 1, [&] {
      if constexpr (kind == Kind::gather) Chosen<V>::gather(row, distance, many, lanes);
      else Chosen<V>::scatter(row, distance, many);
    });
    static_cast<void>(lanes);
  }

  static constexpr void each_row(const CallView& v, const Frame<T>& f, bool adds, int step, const auto& run) {
    R row;
    prepare(row, v, f, adds, step);
    bool divides = false;
    for (int k = 0; k < row.guards; ++k) divides |= row.guard[k].divisor != 1;
    if (divides) each_phase(row, 0, run);
    else run(row);
  }
  CTNN_APART static constexpr void prepare(R& row, const CallView& v, const Frame<T>& f, bool adds, int step) {
    const Call& c = v.c;
    row.adds = adds, row.valid = f.valid;
    row.streams = c.streams, row.guards = c.guards, row.divided = c.divided, row.loops = c.kept;
    for (int l = 0; l < c.kept; ++l) row.extent[l] = v.extent(l);
    const int lead = R::most_depth - c.reduced;  // loops that are not there come first
    for (int d = 0; d < R::most_depth; ++d) row.depth[d] = d < lead ? 1 : v.extent(c.kept + d - lead);
    for (int k = 0; k < c.streams; ++k) {
      const int place = v.place(k) < 0 ? 0 : f.place[v.place(k)];
      row.base[k] = v.place(k) < 0 ? nullptr : place < 0 ? f.external[~place] : f.scratch + place;
      row.at[k] = v.offset(k, step), row.need[k] = unsigned(v.need(k));
      const int* const moves = v.moves(k);
      for (int l = 0; l < c.kept; ++l) row.moves[l][k] = moves[l];
      for (int d = 0; d < R::most_depth; ++d) row.depth_moves[d][k] = d < lead ? 0 : moves[c.kept + d - lead];
    }
    for (int k = 0; k < c.guards; ++k) {
      auto& g = row.guard[k];
      const int cuts = v.cuts(k);
      g.divisor = v.divisor(k), g.extent = v.whole(k), g.cuts = cuts >= 0 ? cuts + lead : cuts;
      g.at = v.guard_offset(k, step);
      const int* const moves = v.guard_moves(k);
      for (int l = 0; l < R::most_loops; ++l) g.moves[l] = l < c.kept ? moves[l] : 0;
      for (int d = 0; d < R::most_depth; ++d) g.depth[d] = d < lead ? 0 : moves[c.kept + d - lead];
    }
    for (int k = 0; k < c.divided; ++k) row.divide[k] = {v.divided(k)[0], v.divided(k)[1], v.divided(k)[2]};
    // g++ 12 at -O2 (-fipa-modref) takes the addresses in a row for never set, and what reads them crashes.
    if (!__builtin_is_constant_evaluated()) asm volatile("" : "+m"(row));
  }
  static constexpr void each(R& row, int loops, const auto& f) {
    int index[R::most_loops] = {};
    for (;;) {
      f();
      int l = loops - 1;
      for (; l >= 0; --l) {
        const bool more = ++index[l] < row.extent[l];
        row.forward(l, more ? 1 : -(row.extent[l] - 1));
        if (more) break;
        index[l] = 0;
      }
      if (l < 0) return;
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
