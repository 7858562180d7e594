// SPDX-License-Identifier: BSL-1.0
// Tiles fit the registers, and cover what they have to.
#include <ctnn/engine/tile.hpp>

using namespace ctnn;

namespace {

static_assert(balanced(1, 14) == 1 && balanced(14, 14) == 14 && balanced(15, 14) == 8 && balanced(64, 14) == 13 && balanced(0, 4) == 1);
constexpr bool tiles_are_equal_and_few() {
  for (int n = 1; n < 300; ++n)
    for (int most = 1; most <= 14; ++most) {
      const int rows = balanced(n, most);
      if (rows > most || rows > n || (n + rows - 1) / rows != (n + most - 1) / most) return false;
    }
  return true;
}
static_assert(tiles_are_equal_and_few());

// Accumulators, a row of vectors and two scalars at a time.
template <class V>
constexpr bool tiles_fit() {
  for (int vectors = 1; vectors < 100; ++vectors) {
    const int columns = tile_columns<V>(vectors), rows = tile_rows<V>(columns);
    if (columns < 1 || columns > vectors || rows < 1 || (simd::lanes<V> > 1 && rows * columns + columns + 2 > vector_registers)) return false;
  }
  return true;
}
static_assert(tiles_fit<simd::vec<float, 16>>() && tiles_fit<simd::vec<double, 2>>() && tiles_fit<float>());

// acc[r][k] += sum of scalars times vectors, wherever they lie.
constexpr bool multiplies() {
  const float scalars[2 * 10] = {1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6};  // rows 10 apart
  const float vectors[3 * 2] = {1, 10, 2, 20, 3, 30};                     // columns beside each other
  float acc[2][2] = {{100, 200}, {300, 400}};
  multiply<float, 2, 2, 10>(acc, 3, scalars, 1, vectors, 2);
  return acc[0][0] == 100 + 1 + 4 + 9 && acc[0][1] == 200 + 10 + 40 + 90 && acc[1][0] == 300 + 4 + 10 + 18 && acc[1][1] == 400 + 40 + 100 + 180;
}
static_assert(multiplies());

}  // namespace
