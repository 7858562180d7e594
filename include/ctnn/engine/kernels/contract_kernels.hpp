// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/one_sample.hpp>
#include <ctnn/engine/memory/layout.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Which kernels a contraction takes. Tiles of `rows` rows; of fewer than that four or one at a time; and, where the
// weight's lanes lie along the terms of the sum, rows of the weight as they lie for up to so many rows.
struct ContractNumbers {
  int rows, dots_up_to;
};
enum ContractKernel { many_rows, four_rows, one_row, dots };

template <class T>
using ContractTable = KernelTable<ContractNumbers, 4, Contraction<T>, Sources<T>, T* const*>;

inline constexpr int always_dots = int(Across::any);

// Where kernels stand where they are called, g++ would rather keep a formula's constants in registers than a sum, for
// which each term then waits. There a tile leaves some of them free: of AVX's sixteen two (measured: up to a tenth of a
// network's time), of 32 eight, which lanes that are samples can spare (up to an eighth).
template <class Layout>
inline constexpr int spare_registers = !Layout::inlined            ? 0
                                       : vector_registers < 32     ? (sizeof(typename Layout::vector) == 32 ? 2 : 0)
                                       : Layout::lanes_are_samples ? 8
                                                                   : 0;

// Up to how many samples of a block a weight that lies across is multiplied as it lies.
template <class Layout>
constexpr int dots_up_to(int from, int to) {
  const long up_to = across(from, to, Layout::L).lies_up_to();
  return up_to >= Layout::block ? always_dots : Layout::always_full ? 0 : int(up_to);
}

template <class Layout, class Finish, int From, int To, bool LiesAcross, int RowStride>
constexpr auto contract_kernels_of() {
  using Kernel = typename Layout::kernel;
  using V = typename Layout::vector;
  constexpr int formula = Finish::cost / From * 8;  // (a few different numbers)
  if constexpr (Layout::lanes_are_samples) {
    constexpr Tile tile =
        tile_for<V, To, Layout::columns, TileUse{.formula = formula, .spare = spare_registers<Layout>}>;
    return Kernels<Kernel, ContractNumbers{0, 0},
                   ContractTiles<Kernel, Finish, tile.rows, tile.columns, tile.rows == 1 ? 0 : RowStride>>{};
  } else {
    constexpr int units = Layout::units(To), dots_up_to = LiesAcross ? engine::dots_up_to<Layout>(From, To) : 0;
    constexpr bool by_tiles = dots_up_to != always_dots, fewer = by_tiles && !Layout::always_full;
    constexpr bool from_afar =
        Finish::forward && by_tiles && long(From) * units * long(sizeof(V)) > (1L << 19);  // half a second cache
    constexpr int spare = spare_registers<Layout>;
    auto tiles = []<bool Exists, int Rows, TileUse Use>() {
      if constexpr (!Exists) return NoKernel{};
      else if constexpr (Rows == 1 && from_afar) return ContractInOrder<Kernel, Finish>{};
      else {
        constexpr Tile tile = tile_for<V, Rows, units, Use>;
        constexpr int stride = tile.rows == 1 ? 0 : RowStride;
        return ContractTiles<Kernel, Finish, tile.rows, tile.columns, stride>{};
      }
    };
    constexpr int nearby = 24 * 1024 / (From * int(sizeof(V)));  // columns of the weight in half of the nearest cache
    constexpr TileUse use{.formula = formula, .spare = spare, .nearby = nearby < most_columns ? nearby : most_columns};
    constexpr int rows = by_tiles ? tile_for<V, Layout::block, units, use>.rows : 0,
                  rest = rows > 4 ? Layout::block % (rows > 0 ? rows : 1) : 0;  // (clang++ sees a division by 0)
    constexpr bool four = rows > 4 && (fewer || (rest > 0 && rest <= 4)), one = fewer && rows > 1;
    constexpr TileUse four_rows{.least_rows = 4, .formula = formula, .spare = spare};
    constexpr TileUse one_row{.formula = formula, .spare = spare};
    using Many = decltype(tiles.template operator()<by_tiles, Layout::block, use>());
    using Four = decltype(tiles.template operator()<four, 4, four_rows>());
    using One = decltype(tiles.template operator()<one, 1, one_row>());
    constexpr int at_a_time = To == 1 ? 1 : To <= 4 && Layout::L > 4 ? 4 : To <= 8 && Layout::L > 8 ? 8 : Layout::L;
    using Dots = std::conditional_t<(dots_up_to > 0), ContractDots<Kernel, Finish, at_a_time>, NoKernel>;
    return Kernels<Kernel, ContractNumbers{fewer || four ? rows : 0, dots_up_to}, Many, Four, One, Dots>{};
  }
}

// Of a contraction of so many features to so many. LiesAcross: do the weight's lanes lie along the terms of the sum?
// RowStride lies between the scalars of two rows: of weights where lanes are samples, of samples where lanes are
// features.
template <class Layout, class Finish, int From, int To, bool LiesAcross, int RowStride>
using contract_kernels = decltype(contract_kernels_of<Layout, Finish, From, To, LiesAcross, RowStride>());

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
