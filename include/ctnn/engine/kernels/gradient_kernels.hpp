// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/weight_gradient.hpp>
#include <ctnn/engine/memory/layout.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Which kernels the gradient of a weight takes, or of a bias: tiles of so many rows and lanes where at least so many
// lanes are left, single rows below them, and narrower tiles beside them.
struct GradientNumbers {
  int rows, lanes, least_lanes;
};
enum GradientKernel { tiles, rows_below, tiles_beside, rows_below_beside };

template <class T, class Sink>
using GradientTable = KernelTable<GradientNumbers, 4, GradientSums<T>, int, int, Sink>;

inline constexpr GradientNumbers all_at_once{1, 1 << 30, 1};

template <class Layout, class Sink, int Lanes>
constexpr auto bias_kernels_of() {
  using Kernel = typename Layout::kernel;
  using V = typename Layout::vector;
  if constexpr (Layout::lanes_are_samples) {
    constexpr int L = Layout::L, rest = Lanes % L;
    return Kernels<Kernel, GradientNumbers{1, L, L},
                   std::conditional_t<(Lanes >= L), AddSums<V, Layout::columns, L, Sink>, NoKernel>, NoKernel,
                   std::conditional_t<(rest > 0), AddSums<V, Layout::columns, rest, Sink>, NoKernel>, NoKernel>{};
  } else return Kernels<Kernel, all_at_once, AddRows<V, Sink>, NoKernel, NoKernel, NoKernel>{};
}

template <class Layout, class Sink, int Rows, int Lanes>
constexpr auto weight_kernels_of() {
  using Kernel = typename Layout::kernel;
  using V = typename Layout::vector;
  constexpr int L = Layout::L;
  if constexpr (Layout::lanes_are_samples) {
    constexpr int rest = Lanes % L;
    return Kernels<Kernel, GradientNumbers{1, L, L},
                   std::conditional_t<(Lanes >= L), AddDots<V, Layout::columns, L, Sink>, NoKernel>, NoKernel,
                   std::conditional_t<(rest > 0), AddDots<V, Layout::columns, rest, Sink>, NoKernel>, NoKernel>{};
  } else if constexpr (Layout::block == 1) {
    constexpr int units = Layout::units(Lanes), strips = (units + most_columns - 1) / most_columns,
                  columns = (units + strips - 1) / strips;
    constexpr int beside = units % columns;
    return Kernels<Kernel, GradientNumbers{1, columns * L, (columns - 1) * L + 1}, OneProduct<V, columns, Sink>,
                   NoKernel, std::conditional_t<(beside > 0), OneProduct<V, beside, Sink>, NoKernel>, NoKernel>{};
  } else {
    constexpr int units = Layout::units(Lanes);
    constexpr Tile tile = tile_for<V, Rows, units, TileUse{}, true>;
    constexpr int beside = units % tile.columns;
    constexpr bool below = Rows % tile.rows > 0;
    return Kernels<Kernel, GradientNumbers{tile.rows, tile.columns * L, (tile.columns - 1) * L + 1},
                   AddProducts<V, tile.rows, tile.columns, Sink>,
                   std::conditional_t<below, AddProducts<V, 1, tile.columns, Sink>, NoKernel>,
                   std::conditional_t<(beside > 0), AddProducts<V, tile.rows, beside, Sink>, NoKernel>,
                   std::conditional_t<below && (beside > 0), AddProducts<V, 1, beside, Sink>, NoKernel>>{};
  }
}

// Of a weight of so many rows and lanes of storage, and of a bias of so many.
template <class Layout, class Sink, int Rows, int Lanes>
using weight_kernels = decltype(weight_kernels_of<Layout, Sink, Rows, Lanes>());
template <class Layout, class Sink, int Lanes>
using bias_kernels = decltype(bias_kernels_of<Layout, Sink, Lanes>());

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
