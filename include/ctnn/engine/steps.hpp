// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/contract.hpp>
#include <ctnn/engine/exchange.hpp>
#include <ctnn/engine/frame.hpp>
#include <ctnn/engine/pass.hpp>
#include <ctnn/engine/weight_gradient.hpp>

namespace ctnn::inline CTNN_TARGET {

// The steps of a program: each finds what it needs in the frame and calls a kernel. None depends on a network's shape but by its tile.

template <class Layout, class Step>
[[gnu::noinline]] constexpr void step_code(const Frame<typename Layout::element>& f, const StageInfo& i) {
  Step::run(f, i);
}

// Across: the weight's lanes lie along the terms of the sum rather than along the results (where lanes are features; else it does not matter).
// Then it is multiplied as it lies, or turned first where there are samples enough for that to be worth it.
template <class Layout, bool Across, class Tile, class Finish>
[[gnu::always_inline]] constexpr void contract_rows(const Frame<typename Layout::element>& f, const StageInfo& i,
                                                    Contraction<typename Layout::element> c, int width, int stride,
                                                    const Sources<typename Layout::element>& from, typename Layout::element* const* to) {
  if constexpr (!Across) Tile::template run<Layout, Finish>(c, from, to);
  else {
    if constexpr (Tile::dots_up_to > 0)
      if (Tile::dots_only || c.rows <= Tile::dots_up_to) return call<Layout, ContractDots<Layout, Finish, Tile::dots>>(c, width, from, to);
    if constexpr (!Tile::dots_only) {
      transpose_matrix<typename Layout::vector>(c.vectors, i.weight_rows, i.weight_stride, f.at(i.packed), c.depth, stride);
      c.vectors = f.at(i.packed), c.vector_step = stride;
      Tile::template run<Layout, Finish>(c, from, to);
    }
  }
}

template <class Layout, bool Across, class Tile, class Finish>
struct ContractForward {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Sources<T> from;
    f.around(i, i.out, i.out_stride, from);
    T* const to[2] = {f.at(i.y), f.at(i.z)};
    const T* w = f.parameters[i.parameters + i.weight];
    const T* bias = i.bias < 0 ? nullptr : f.parameters[i.parameters + i.bias];
    if constexpr (Layout::lanes_are_samples) {
      const int row = i.along_outputs ? 1 : i.weight_stride, step = i.along_outputs ? i.weight_stride : 1;
      Tile::template run<Layout, Finish>({w, row, step, f.value(i.x), Layout::block, i.in, i.out, Layout::columns, bias}, from, to);
    } else {
      contract_rows<Layout, Across, Tile, Finish>(
          f, i, {f.value(i.x), i.in_stride, 1, w, i.weight_stride, i.in, f.here, Layout::units(i.out), bias}, i.out, i.out_stride, from, to);
    }
  }
};

template <class Layout, bool Across, class Tile, class Finish>
struct ContractBack {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Sources<T> from;
    T* to[1 + 2 * symbols::shortcuts];
    f.going_back(i, from, to);
    const T* w = f.parameters[i.parameters + i.weight];
    if constexpr (Layout::lanes_are_samples) {
      const int row = i.along_outputs ? i.weight_stride : 1, step = i.along_outputs ? 1 : i.weight_stride;
      Tile::template run<Layout, Finish>({w, row, step, f.at(i.g), Layout::block, i.out, i.in, Layout::columns, nullptr}, from, to);
    } else {
      contract_rows<Layout, Across, Tile, Finish>(
          f, i, {f.at(i.g), i.out_stride, 1, w, i.weight_stride, i.out, f.here, Layout::units(i.in), nullptr}, i.in, Layout::stride(i.in), from,
          to);
    }
  }
};

// Back through a contraction, and its weight's update, of one sample.
template <class Layout, class Finish, class Rule>
struct BackWithUpdate {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Sources<T> from;
    T* to[1 + 2 * symbols::shortcuts];
    f.going_back(i, from, to);
    const auto sink = f.template sink<typename Layout::vector>(Rule{}, i.parameters + i.weight);
    call<Layout, BackAndUpdate<Layout, Finish, std::remove_const_t<decltype(sink)>>>(f.value(i.x), i.in, f.at(i.g), i.out, from, &to[0], sink,
                                                                                    i.weight_stride);
  }
};

template <class Layout, class Kernels, class Rule>
struct WeightGradient {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    const auto sink = f.template sink<typename Layout::vector>(Rule{}, i.parameters + i.weight);
    if (i.along_outputs) Kernels::weight(f.value(i.x), i.in_stride, i.in, f.at(i.g), i.out_stride, i.out, f.here, sink, i.weight_stride);
    else Kernels::weight(f.at(i.g), i.out_stride, i.out, f.value(i.x), i.in_stride, i.in, f.here, sink, i.weight_stride);
  }
};
template <class Layout, class Kernels, class Rule>
struct BiasGradient {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Kernels::bias(f.at(i.g), i.out_stride, i.out, f.here, f.template sink<typename Layout::vector>(Rule{}, i.parameters + i.bias));
  }
};

// A pass of formulas over a block: Writes to memory, Sums added up. F tells which reductions over the batch the stage knows, in the order of
// their places, and what of the layer it reads.
template <class Layout, class F, bool Back, class Writes, class Sums>
struct FormulaPass;
template <class Layout, class F, bool Back, class Writes, class... R>
struct FormulaPass<Layout, F, Back, Writes, list<R...>> {
  using T = typename Layout::element;
  using Known = typename F::statistics;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Sources<T> from;
    f.around(i, i.in, i.in_stride, from);
    f.template layer_values<F::vectors_read, F::buffers_read>(i, from);
    const T* results[length<Known> + 1] = {};
    for (int k = 0; k < length<Known>; ++k) results[k] = f.at(i.statistics + k * i.statistic_size + i.sum_size);
    from.statistic = results;
    T* to[1 + 2 * symbols::shortcuts];
    if constexpr (Back) f.adjoints(i, to);
    else to[0] = f.at(i.y);
    T* const sums[sizeof...(R) + 1] = {f.at(i.statistics + detail::place_in<Known, R> * i.statistic_size)...};
    call<Layout, Pass<Layout, Known, Back, Writes, list<R...>>>(from, &to[0], &sums[0]);
  }
};

inline constexpr int always_dots = 1 << 30;

// The tiles of contractions, chosen where shapes are known.
template <int R, int C, int RowStride>
struct FixedTile {
  template <class Layout, class Finish>
  [[gnu::always_inline]] static constexpr void run(const Contraction<typename Layout::element>& c, const Sources<typename Layout::element>& from,
                                                   typename Layout::element* const* to) {
    call<Layout, ContractTiles<Layout, Finish, R, C, RowStride>>(c, from, to);
  }
};
// Rows are samples (Full: always a whole block of them); of fewer than R, four or one are taken at a time. Where the weight lies across, Dots of
// its rows are multiplied at a time for up to so many samples.
template <bool Full, int R, int C, int ColumnsOf4, int ColumnsOf1, int RowStride, int Dots, int DotsUpTo>
struct SampleRows {
  static constexpr int dots = Dots, dots_up_to = DotsUpTo;
  static constexpr bool dots_only = DotsUpTo == always_dots;

  template <class Layout, class Finish>
  [[gnu::always_inline]] static constexpr void run(const Contraction<typename Layout::element>& c, const Sources<typename Layout::element>& from,
                                                   typename Layout::element* const* to) {
    if (Full || c.rows >= R) return call<Layout, ContractTiles<Layout, Finish, R, C, R == 1 ? 0 : RowStride>>(c, from, to);
    if constexpr (!Full && R > 4)
      if (c.rows >= 4) return call<Layout, ContractTiles<Layout, Finish, 4, ColumnsOf4, RowStride>>(c, from, to);
    if constexpr (!Full && R > 1) call<Layout, ContractTiles<Layout, Finish, 1, ColumnsOf1, 0>>(c, from, to);
  }
};

namespace detail {

// Up to how many samples of a block a weight that lies across is multiplied as it lies. Where only run time knows how many there will be, it is
// one number for all shapes: steps that differ in it would be compiled anew.
template <class Layout>
constexpr int dots_up_to(int from, int to, int rows) {
  const Across cost = across(from, to, Layout::L);
  if (cost.as_it_lies <= cost.turned) return always_dots;   // wherever few results are wanted
  const long up_to = cost.turning / (cost.as_it_lies - cost.turned);
  return up_to >= rows ? always_dots : Layout::always_full ? 0 : 4;
}

template <class Layout, int From, int To, bool LiesAcross, int RowStride>
constexpr auto tile_of() {
  using V = typename Layout::vector;
  if constexpr (Layout::lanes_are_samples) {
    constexpr Tile tile = best_tile<V>(To, Layout::columns);
    return FixedTile<tile.rows, tile.columns, tile.rows == 1 ? 0 : RowStride>{};
  } else {
    constexpr int units = Layout::units(To);
    constexpr Tile tile = best_tile<V>(Layout::block, units);
    constexpr int of_4 = best_tile<V>(4, units, 4).columns, of_1 = best_tile<V>(1, units).columns;
    constexpr int dots = To == 1 ? 1 : To <= 4 && Layout::L > 4 ? 4 : Layout::L;
    return SampleRows<Layout::always_full, tile.rows, tile.columns, of_4, of_1, RowStride, dots, LiesAcross ? dots_up_to<Layout>(From, To, Layout::block) : 0>{};
  }
}

}  // namespace detail

// The tile of a contraction of so many features to so many. LiesAcross: see contract_rows. RowStride lies between the scalars of two rows: of
// weights where lanes are samples, of samples where lanes are features.
template <class Layout, int From, int To, bool LiesAcross, int RowStride>
using contraction_tile = decltype(detail::tile_of<Layout, From, To, LiesAcross, RowStride>());

}  // namespace ctnn::inline CTNN_TARGET
