// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/depth.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// How far apart the operands' rows and columns are, for a tile.
struct TileSteps {
  long long row = 0, column = 0;  // of the operand that the rows are of, and of that of the columns
};

// The register tile of contractions: R rows, which are the first operand's, of C columns, which are the second one's.
// The second is a vector of samples; the first is one too, or one number for all of them. A multiply-add takes as long
// as eight can be begun in, so that the sums of a little tile are made in parts. Along: lanes lie along a loop, so many
// of them, and all distances are in numbers.
template <class V, int R, int C, bool VectorRows, bool Along = false>
struct Tile {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, U = Along ? 1 : L, A = VectorRows ? U : 1;
  static constexpr int parts = L == 1 || R * C >= 8 ? 1 : R * C >= 4 ? 2 : 4;
  V sum[Bound(R)][Bound(C)];

  CTNN_INLINE static constexpr V load(const T* p, [[maybe_unused]] int lanes) {
    if constexpr (Along) return load_some<V>(p, lanes);
    else return simd::load<V>(p);
  }
  CTNN_INLINE static constexpr void add(V (&to)[Bound(R)][Bound(C)], const T* a, const T* b, const TileSteps& s,
                                        int lanes) {
    V v[Bound(C)];
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c) v[c] = load(b + c * s.column * U, lanes);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const V x = VectorRows ? load(a + r * s.row * U, lanes) : simd::splat<V>(a[r * s.row]);
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c) to[r][c] += x * v[c];
    }
  }
  CTNN_INLINE constexpr void clear() {
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c) sum[r][c] = simd::splat<V>(T(0));
  }
  // Streams 1 and 2 of the loops are the operands. Products are added to what is there.
  template <int S>
  CTNN_INLINE constexpr void run(const T* a, const T* b, int at_a, int at_b, const Depth<T, S>& l, const TileSteps& s,
                                 int lanes = L) {
    V part[Bound(parts > 1 ? parts - 1 : 1)][Bound(R)][Bound(C)];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int c = 0; c < C; ++c) {
#pragma GCC unroll 4
        for (int p = 0; p + 1 < parts; ++p) part[p][r][c] = simd::splat<V>(T(0));
      }
    const int n0 = l.count[0], n1 = l.count[1], n2 = l.count[2], n3 = l.count[3];
    const long long da = static_cast<long long>(l.step[3][1]) * A, db = static_cast<long long>(l.step[3][2]) * U;
    long long a0 = at_a, b0 = at_b;
    for (int i = 0; i < n0; ++i, a0 += l.step[0][1], b0 += l.step[0][2]) {
      long long a1 = a0, b1 = b0;
      for (int j = 0; j < n1; ++j, a1 += l.step[1][1], b1 += l.step[1][2]) {
        long long a2 = a1, b2 = b1;
        for (int k = 0; k < n2; ++k, a2 += l.step[2][1], b2 += l.step[2][2]) {
          long long a3 = a2 * A, b3 = b2 * U;
          int m = 0;
          if constexpr (parts > 1)
            for (; m + parts <= n3; m += parts) {
              add(sum, a + a3, b + b3, s, lanes), a3 += da, b3 += db;
#pragma GCC unroll 4
              for (int p = 0; p + 1 < parts; ++p) add(part[p], a + a3, b + b3, s, lanes), a3 += da, b3 += db;
            }
          for (; m < n3; ++m, a3 += da, b3 += db) add(sum, a + a3, b + b3, s, lanes);
        }
      }
    }
    if constexpr (parts > 1)
#pragma GCC unroll 4
      for (int p = 0; p + 1 < parts; ++p)
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
          for (int c = 0; c < C; ++c) sum[r][c] += part[p][r][c];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
