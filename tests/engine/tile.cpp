// SPDX-License-Identifier: BSL-1.0
// Tiles fit the registers, and cover what they have to.
#include <ctnn/engine/kernels/tile.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Accumulators, a row of vectors, a scalar and something more at a time (a row that is wider than other tiles needs no
// registers for vectors); no tile is larger than what it covers.
template <class V>
constexpr bool tiles_fit() {
  for (int rows : {1, 2, 3, 4, 5, 7, 9, 13, 16, 31, 64, 128})
    for (int columns = 1; columns < 20; ++columns)
      for (const Tile tile : {best_tile<V>(rows, columns), best_tile<V, true>(rows, columns)}) {
        if (tile.rows < 1 || tile.columns < 1 || tile.rows > rows || tile.columns > columns) return false;
        if (simd::lanes < V >> 1 &&
            tile.rows * tile.columns + (tile.columns > most_columns ? 0 : tile.columns) + 2 > vector_registers)
          return false;
      }
  return true;
}
static_assert(tiles_fit<simd::vec<float, 16>>() && tiles_fit<simd::vec<double, 2>>() && tiles_fit<float>());

// As many registers more stay free as are asked for.
template <class V>
constexpr bool tiles_leave(int spare) {
  for (int columns = 1; columns < 20; ++columns) {
    const Tile tile = best_tile<V>(64, columns, {.spare = spare});
    if (tile.rows * tile.columns + tile.columns + 2 + spare > vector_registers) return false;
  }
  return true;
}
static_assert(tiles_leave<simd::vec<float, 8>>(2) && (vector_registers < 32 || tiles_leave<simd::vec<float, 16>>(8)));

// Little is computed twice: what is covered beyond the rows and columns is at most a seventh, where there is enough of
// them.
template <class V>
constexpr bool tiles_waste_little() {
  for (int rows = 12; rows <= 130; ++rows)
    for (int columns : {1, 2, 3, 4, 5, 6, 8, 9}) {
      const Tile tile = best_tile<V>(rows, columns);
      const int covered =
          (rows + tile.rows - 1) / tile.rows * tile.rows * ((columns + tile.columns - 1) / tile.columns * tile.columns);
      if (7 * covered > 8 * rows * columns) return false;
    }
  return true;
}
static_assert(vector_registers < 32 ||
              tiles_waste_little<simd::vec<float, 16>>());  // fewer registers leave less choice

// Where what is done to a result takes longer than its sum, nothing is computed twice if any tile allows it.
template <class V>
constexpr bool formulas_are_not_wasted() {
  for (int rows : {5, 6, 10, 11, 12, 14, 21, 22})
    for (int columns : {1, 2, 3}) {
      const Tile tile = best_tile<V>(rows, columns, {.formula = 64});
      if (rows % tile.rows != 0 || columns % tile.columns != 0) return false;
    }
  return true;
}
static_assert(formulas_are_not_wasted<simd::vec<float, 16>>());

// Vectors that the nearest cache does not hold are loaded for more rows at a time.
constexpr bool far_vectors_serve_more_rows() {
  using V = simd::vec<float, 16>;
  return best_tile<V>(64, 32, {.nearby = 1}).rows > best_tile<V>(64, 32).rows;
}
static_assert(vector_registers < 32 || far_vectors_serve_more_rows());

// acc[r][k] += sum of scalars times vectors, wherever they lie.
constexpr bool multiplies() {
  const float scalars[2 * 10] = {1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6};  // rows 10 apart
  const float vectors[3 * 2] = {1, 10, 2, 20, 3, 30};                     // columns beside each other
  float acc[2][2] = {{100, 200}, {300, 400}};
  multiply<float, 2, 2, 10>(acc, 3, scalars, 1, vectors, 2);
  return acc[0][0] == 100 + 1 + 4 + 9 && acc[0][1] == 200 + 10 + 40 + 90 && acc[1][0] == 300 + 4 + 10 + 18 &&
         acc[1][1] == 400 + 40 + 100 + 180;
}
static_assert(multiplies());

// A single row may be wider than other tiles.
constexpr bool multiplies_a_wide_row() {
  constexpr int columns = 2 * most_columns;
  float vectors[3 * columns] = {}, acc[1][columns] = {};
  const float scalars[3] = {2, 3, 5};
  for (int i = 0; i < 3 * columns; ++i) vectors[i] = static_cast<float>(i);
  multiply<float, 1, columns, 0>(acc, 3, scalars, 1, vectors, columns);
  for (int k = 0; k < columns; ++k)
    if (acc[0][k] != static_cast<float>(10 * k + 13 * columns)) return false;
  return true;
}
static_assert(multiplies_a_wide_row());

}  // namespace
