// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/contract.hpp>

namespace ctnn::inline CTNN_TARGET::kernels {

// A contraction over the samples, as the gradient of a weight is: lanes are summed over all positions, then added up,
// and added to what earlier blocks left. One of the operands is zero in lanes without a sample.
template <class V>
struct Outer {
  using T = simd::element_t<V>;
  static constexpr int L = simd::lanes<V>, G = Row<T>::most_guards;

  static constexpr void run(const Row<T>& row, const Columns<T>& columns) {
    int guard[G] = {};
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    const detail::Loops<T, 4> l(row, row.at, guard);
    for (int r = 0; r < row.n;) {
      const int rows = row.n - r >= 4 ? 4 : 1;
      for (int c = 0; c < columns.count;) {
        const int some = columns.count - c >= 4 ? 4 : 1;
        if (rows == 4 && some == 4) tile<4, 4>(row, columns, l, r, c);
        else if (rows == 4) tile<4, 1>(row, columns, l, r, c);
        else if (some == 4) tile<1, 4>(row, columns, l, r, c);
        else tile<1, 1>(row, columns, l, r, c);
        c += some;
      }
      r += rows;
    }
  }

 private:
  template <int R, int C>
  [[gnu::noinline]] static constexpr void tile(const Row<T>& row, const Columns<T>& columns,
                                               const detail::Loops<T, 4>& l, int r0, int c0) {
    detail::Tile<V, R, C, true> t;
    t.run(row.base[1] + static_cast<long long>(r0) * row.step[1] * L,
          row.base[2] + static_cast<long long>(c0) * columns.step[2] * L, l, row.step[1], columns.step[2]);
    V all[R * C];
#pragma GCC unroll 16
    for (int k = 0; k < R * C; ++k) all[k] = t.sum[k / C][k % C];
    constexpr int at_once = R * C < L ? R * C : L;
    T* const to = row.base[0] + l.at[0] + r0 * row.step[0] + c0 * columns.step[0];
#pragma GCC unroll 16
    for (int first = 0; first < R * C; first += at_once) {
      T sums[L] = {};
      simd::store<V>(sums, simd::sums<at_once, V>(all + first));
      for (int k = 0; k < at_once; ++k)
        to[(first + k) / C * row.step[0] + (first + k) % C * columns.step[0]] += sums[k];
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::kernels
