// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/parameter.hpp>

namespace ctnn::inline CTNN_TARGET {

// A register tile: R rows of C vectors each, held in registers while a product is summed.

// How many vectors wide a tile is over so many, and how many rows then fit beside the operands.
template <class V>
constexpr int tile_columns(int vectors) {
  constexpr int widest = vector_registers >= 32 ? 4 : 2;
  if (vectors <= widest) return vectors;
  return (vectors + (vectors + widest - 1) / widest - 1) / ((vectors + widest - 1) / widest);
}
template <class V>
constexpr int tile_rows(int columns) {
  const int rows = (vector_registers - 2 - columns) / columns;
  return simd::lanes<V> == 1 ? 1 : rows < 14 ? rows : 14;
}
// n rows as equal tiles of at most `most`: the last one begins early where n does not divide.
constexpr int balanced(int n, int most) {
  const int tiles = (n + most - 1) / most;
  return n <= 0 ? 1 : (n + tiles - 1) / tiles;
}

// acc[r][k] += sum over i < depth of scalars[r * RowStride + i * scalar_step] * vectors[i * vector_step + k]. RowStride is a constant so that
// the rows need one pointer, not R of them.
template <class V, int R, int C, int RowStride>
[[gnu::always_inline]] constexpr void multiply(V (&acc)[R][C], int depth, const simd::element_t<V>* scalars, long scalar_step,
                                               const simd::element_t<V>* vectors, long vector_step) {
  constexpr int L = simd::lanes<V>;
  for (long i = 0; i < depth; ++i) {
    V v[C];
#pragma GCC unroll 8
    for (int k = 0; k < C; ++k) v[k] = simd::load<V>(vectors + i * vector_step + k * L);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const V s = simd::splat<V>(scalars[i * scalar_step + r * RowStride]);
#pragma GCC unroll 8
      for (int k = 0; k < C; ++k) acc[r][k] += s * v[k];
    }
  }
}

}  // namespace ctnn::inline CTNN_TARGET
