// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/parameter.hpp>
#include <limits>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// A register tile: R rows of C vectors each, held in registers while a product is summed.

struct Tile {
  int rows, columns;
};

inline constexpr int most_columns = vector_registers >= 32 ? 8 : 4;  // (twice as many of a single row)

// The rows of a tile that fit beside a row of vectors, a scalar, what else wants a register and so many that stay free;
// three quarters of all at most.
template <class V>
constexpr int most_rows(int columns, int spare) {
  if (simd::lanes<V> == 1 || columns > most_columns) return 1;
  const int fit = (vector_registers - 2 - spare - columns) / columns, most = vector_registers * 3 / 4 / columns;
  return fit < 14 && fit < most ? fit : most < 14 ? most : 14;
}

// What a tile takes for each term of its sums, in eighths of a multiply-add: as many multiply-adds as loads can be
// begun at a time, 8 have to be under way lest they wait for each other, and vectors come from further away than
// scalars.
constexpr int tile_cost(int rows, int columns) {
  const int products = rows * columns > 8 ? rows * columns : 8;
  return 8 * (products > rows + columns ? products : rows + columns) + rows + 2 * columns;
}

// What a choice of tiles hangs on beside the rows and columns.
struct TileUse {
  int least_rows = 1;
  int formula = 0;                // what is done to each result, in eighths of a multiply-add for each term of its sum
  int spare = 0;                  // registers that stay free
  int nearby = 2 * most_columns;  // the vectors of so many columns stay in the nearest cache while row after row is
                                  // multiplied by them
};

// The tile that covers so many rows and columns at the least cost. Where one does not divide, the last tile begins
// early and computes again what is there already, or with tails (for results that are added to others) single rows and
// narrower tiles finish. Results of more than one row wait in memory for a long formula, and come back. A single row,
// whose vectors are used once and need no registers, is twice as wide.
template <class V, bool Tails = false>
constexpr Tile best_tile(int rows, int columns, TileUse use = {}) {
  constexpr long afar = 5;  // eighths of a multiply-add, of a vector from the second cache
  Tile best{1, 1};
  long least = (std::numeric_limits<long>::max)();
  for (int c = 1; c <= columns && c <= (rows == 1 && !Tails ? 2 : 1) * most_columns; ++c)
    for (int r = use.least_rows; r <= rows && r <= most_rows<V>(c, use.spare); ++r) {
      if ((Tails && r % 2 != 0 && r != rows) || (c > most_columns && c % 2 != 0)) continue;  // few kinds of tiles
      const long across = columns / c, down = rows / r;
      const int right = columns % c, below = rows % r;
      long cost = 0;
      if (Tails) {
        cost = across * down * tile_cost(r, c) + (right > 0 ? down * tile_cost(r, right) : 0) +
               below * across * tile_cost(1, c) + (right > 0 ? below * tile_cost(1, right) : 0);
      } else {
        const long formula = r > 1 ? use.formula + use.formula / 4 : use.formula;
        const bool beyond = c > use.nearby,
                   four =
                       beyond && r > 4 && below > 0 && below <= 4;  // four rows that are left have a tile of their own
        cost = down * (tile_cost(r, c) + formula * r * c) + (four        ? tile_cost(4, c) + formula * 4 * c
                                                             : below > 0 ? tile_cost(r, c) + formula * r * c
                                                                         : 0);
        if (beyond) cost += (down + (below > 0) - 1) * afar * c;
        cost *= across + (right > 0);
      }
      if (cost <= least) best = {r, c}, least = cost;
    }
  return best;
}

template <class V, int Rows, int Columns, TileUse Use = TileUse{}, bool Tails = false>
inline constexpr Tile tile_for = best_tile<V, Tails>(Rows, Columns, Use);  // one search for each

template <class V, int R, int C, int RowStride>
CTNN_INLINE constexpr void add_product(V (&acc)[Bound(R)][Bound(C)], const simd::element_t<V>* scalars,
                                       const simd::element_t<V>* vectors) {
  V v[Bound(C)];
#pragma GCC unroll 16
  for (int k = 0; k < C; ++k)
    v[k] = R == 1 ? simd::load<V>(vectors + k * simd::lanes<V>)
                  : simd::pinned(simd::load<V>(vectors + k * simd::lanes<V>));
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    const V s = simd::splat<V>(scalars[r * RowStride]);
#pragma GCC unroll 16
    for (int k = 0; k < C; ++k) acc[r][k] += s * v[k];
  }
}

// Of a large tile so many terms are written out: a loop's end is foreseen if it comes soon. (With fewer registers it is
// the compiler's bill that counts.) Of a single row one is: each load then goes through memory in steps of a row of the
// weight, which what fetches ahead follows; in steps of four it does not (Zen 5, 784 features to 128: 1.6 us, and 2.8).
inline constexpr int terms_together = vector_registers >= 32 ? 4 : 1;

// acc[r][k] += sum over i < depth of scalars[r * RowStride + i * scalar_step] * vectors[i * vector_step + k]. RowStride
// is a constant so that the rows need one pointer, not R of them. A multiply-add takes as long as eight can be begun
// in: the sums of a small tile are made in parts. (What clang++ prepares to unroll the loops of small tiles costs a
// fifth of one sample's time.)
template <class V, int R, int C, int RowStride>
CTNN_INLINE constexpr void multiply(V (&acc)[Bound(R)][Bound(C)], int depth, const simd::element_t<V>* scalars,
                                    long scalar_step, const simd::element_t<V>* vectors, long vector_step) {
  constexpr int parts = simd::lanes<V> == 1 || R * C > (R == 1 ? 7 : 4) ? 1 : R * C > 2 ? 2 : 4;
  int i = 0;
  if constexpr (parts > 1)
    if (depth >= 2 * parts) {
      V part[Bound(parts - 1)][Bound(R)][Bound(C)] = {};
#if defined(__clang__)
#  pragma clang loop unroll(disable)
#endif
      for (; i + parts <= depth; i += parts) {
        add_product<V, R, C, RowStride>(acc, scalars + long(i) * scalar_step, vectors + long(i) * vector_step);
#pragma GCC unroll 4
        for (int p = 1; p < parts; ++p)
          add_product<V, R, C, RowStride>(part[p - 1], scalars + long(i + p) * scalar_step,
                                          vectors + long(i + p) * vector_step);
      }
#pragma GCC unroll 4
      for (int p = 1; p < parts; ++p)
#pragma GCC unroll 4
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int k = 0; k < C; ++k) acc[r][k] += part[p - 1][r][k];
    }
  const auto add = [&](int at) CTNN_INLINE {
    add_product<V, R, C, RowStride>(acc, scalars + long(at) * scalar_step, vectors + long(at) * vector_step);
  };
  if constexpr (R == 1 && C >= 8) {
#pragma GCC unroll 1
    for (; i < depth; ++i) add(i);
  } else if constexpr (R * C >= 8) {
#pragma GCC unroll terms_together
    for (; i < depth; ++i) add(i);
  } else {
#if defined(__clang__)
#  pragma clang loop unroll(disable)
#endif
    for (; i < depth; ++i) add(i);
  }
}

// A weight may lie with its lanes along the terms of the sums that it is wanted for, in so many features and out of so
// many, rather than along the results. Then it is multiplied as it lies, and the lanes of each product are added up, or
// it is turned first. What a sample takes in either case, and what turning takes, in multiply-adds: as it lies, each of
// them waits for a load, from afar where the weight is large.
struct Across {
  long as_it_lies, turned, turning;
  static constexpr long any = 1L << 30;
  // Up to how many samples of a block it is multiplied as it lies: where few results are wanted, any.
  constexpr long lies_up_to() const { return as_it_lies <= turned ? any : turning / (as_it_lies - turned); }
};
constexpr Across across(int from, int to, int lanes) {
  const long units_from = (from + lanes - 1) / lanes, units_to = (to + lanes - 1) / lanes, products = units_from * to;
  const long sums = to == 1 ? 8 : to <= 4 ? 14 : to <= 8 && lanes > 8 ? 24 : 3 * lanes;
  return {products + (products < 1024 ? products / 2 : products * 3 / 2) + units_to * sums, from * units_to,
          6 * units_from * units_to * lanes};
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
