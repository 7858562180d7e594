// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// One element of many, by a number that each sample has: an embedding, and its adjoint. Stream 1 holds the numbers; the
// elements of which one is chosen lie `distance` apart, `many` of them. Where there is no such element the result is 0.
template <class V>
struct Chosen {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>;

  // result = the chosen element of stream 2, which has lanes or has not.
  CTNN_KERNEL static constexpr void gather(const Row<T>& row, int distance, int many, bool lanes) {
    for (int i = 0; i < row.n; ++i) {
      T values[Bound(L)] = {};
      for (int l = 0; l < L; ++l) {
        const T wanted = row.base[1][number(row, i) * L + l];
        if (!(wanted >= 0 && wanted < static_cast<T>(many))) continue;
        const int k = static_cast<int>(wanted);
        const long long at = row.at[2] + i * row.step[2] + static_cast<long long>(k) * distance;
        values[l] = row.base[2][lanes ? at * L + l : at];
      }
      T* const to = row.base[0] + (row.at[0] + static_cast<long long>(i) * row.step[0]) * L;
      for (int l = 0; l < L; ++l) to[l] = row.adds ? to[l] + values[l] : values[l];
    }
  }
  // The chosen element of the result += stream 2, for each sample.
  CTNN_KERNEL static constexpr void scatter(const Row<T>& row, int distance, int many) {
    for (int i = 0; i < row.n; ++i)
      for (int l = 0; l < row.valid; ++l) {
        const T wanted = row.base[1][number(row, i) * L + l];
        if (!(wanted >= 0 && wanted < static_cast<T>(many))) continue;
        const int k = static_cast<int>(wanted);
        row.base[0][row.at[0] + i * row.step[0] + static_cast<long long>(k) * distance] +=
            row.base[2][(row.at[2] + static_cast<long long>(i) * row.step[2]) * L + l];
      }
  }

 private:
  static constexpr long long number(const Row<T>& row, int i) {
    return row.at[1] + static_cast<long long>(i) * row.step[1];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
