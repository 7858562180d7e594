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

// Up to so many samples, a weight that lies across is multiplied as it lies.
inline constexpr int few_samples = 4;

// Across: the weight's lanes lie along the terms of the sum rather than along the results (where lanes are features; else it does not matter).
// Then it is turned first, or of few samples multiplied as it lies.
template <class Layout, bool Across, class Tile, class Finish>
[[gnu::always_inline]] constexpr void contract_rows(const Frame<typename Layout::element>& f, const StageInfo& i,
                                                    Contraction<typename Layout::element> c, int width, int stride,
                                                    const Sources<typename Layout::element>& from, typename Layout::element* const* to) {
  if constexpr (Across && Tile::dots_only) contract_dots<Layout, Finish, Tile::dots>(c, width, from, to);
  else if constexpr (Across) {
    if constexpr (Tile::dots_possible)
      if (c.rows <= few_samples) return contract_dots<Layout, Finish, Tile::dots>(c, width, from, to);
    transpose_matrix<typename Layout::vector>(c.vectors, i.weight_rows, i.weight_stride, f.at(i.packed), c.depth, stride);
    c.vectors = f.at(i.packed), c.vector_step = stride;
    Tile::template run<Layout, Finish>(c, from, to);
  } else Tile::template run<Layout, Finish>(c, from, to);
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
    f.around(i, i.in, i.in_stride, from);
    T* to[1 + 2 * symbols::shortcuts];
    f.adjoints(i, to);
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

template <class Layout, class Kernels>
struct WeightGradient {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    T* dw = f.gradients[i.parameters + i.weight];
    if (i.along_outputs) Kernels::weight(f.value(i.x), i.in_stride, i.in, f.at(i.g), i.out_stride, i.out, f.here, dw, i.weight_stride, f.fresh);
    else Kernels::weight(f.at(i.g), i.out_stride, i.out, f.value(i.x), i.in_stride, i.in, f.here, dw, i.weight_stride, f.fresh);
  }
};
template <class Layout, class Kernels>
struct BiasGradient {
  using T = typename Layout::element;
  [[gnu::always_inline]] static constexpr void run(const Frame<T>& f, const StageInfo& i) {
    Kernels::bias(f.at(i.g), i.out_stride, i.out, f.here, f.gradients[i.parameters + i.bias], f.fresh);
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
    Pass<Layout, Known, Back, Writes, list<R...>>::run(from, to, sums);
  }
};

// The tiles of contractions, chosen where shapes are known.
template <int R, int C, int RowStride>
struct FixedTile {
  template <class Layout, class Finish>
  [[gnu::always_inline]] static constexpr void run(const Contraction<typename Layout::element>& c, const Sources<typename Layout::element>& from,
                                                   typename Layout::element* const* to) {
    contract<Layout, Finish, R, C, RowStride>(c, from, to);
  }
};
// Rows are samples, Block of them at most (Full: always). Dots of a weight's rows are multiplied at a time where it lies across.
template <int Block, bool Full, int R, int C, int RowStride, int Dots>
struct SampleRows {
  static constexpr int dots = Dots;
  static constexpr bool dots_only = Block <= few_samples, dots_possible = !Full;

  template <class Layout, class Finish>
  [[gnu::always_inline]] static constexpr void run(const Contraction<typename Layout::element>& c, const Sources<typename Layout::element>& from,
                                                   typename Layout::element* const* to) {
    if (Full || c.rows >= R) return contract<Layout, Finish, R, C, R == 1 ? 0 : RowStride>(c, from, to);
    if constexpr (!Full && R > 4)
      if (c.rows >= 4) return contract<Layout, Finish, 4, C, RowStride>(c, from, to);
    if constexpr (!Full && R > 1) contract<Layout, Finish, 1, C, 0>(c, from, to);
  }
};

namespace detail {

template <class Layout, int To, int RowStride>
constexpr auto tile_of() {
  using V = typename Layout::vector;
  if constexpr (Layout::lanes_are_samples) {
    constexpr int C = best_columns<V>(To, Layout::columns), R = balanced(To, tile_rows<V>(C));
    return FixedTile<R, C, R == 1 ? 0 : RowStride>{};
  } else {
    constexpr int C = tile_columns<V>(Layout::units(To)), R = balanced(Layout::block, tile_rows<V>(C));
    constexpr int block = Layout::block <= few_samples ? few_samples : few_samples + 1;   // what matters of it
    constexpr int dots = To == 1 ? 1 : To <= 4 && Layout::L > 4 ? 4 : Layout::L;
    return SampleRows<block, Layout::always_full, R, C, RowStride, dots>{};
  }
}

}  // namespace detail

// The tile of a contraction to so many features. RowStride lies between the scalars of two rows: of weights where lanes are samples, of
// samples where lanes are features.
template <class Layout, int To, int RowStride>
using contraction_tile = decltype(detail::tile_of<Layout, To, RowStride>());

}  // namespace ctnn::inline CTNN_TARGET
