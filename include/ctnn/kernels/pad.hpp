// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A row of a copy: units of L lanes each.
template <class T, int L>
CTNN_KERNEL constexpr void copy_row(const Row<T>& row) {
  using V = simd::vec<T, L>;
  long long to = row.at[0], from = row.at[1];
  if (L == 1 && row.step[0] == 1 && row.step[1] == 1 && !__builtin_is_constant_evaluated()) {
    __builtin_memcpy(row.base[0] + to, row.base[1] + from, sizeof(T) * static_cast<unsigned>(row.n));
    return;
  }
  for (int i = 0; i < row.n; ++i, to += row.step[0], from += row.step[1])
    simd::store<V>(row.base[0] + to * L, simd::load<V>(row.base[1] + from * L));
}
// The zeros around it, at first everywhere.
template <class T, int L>
CTNN_KERNEL constexpr void clear_units(T* to, int units) {
  using V = simd::vec<T, L>;
  for (long long i = 0; i < units; ++i) simd::store<V>(to + i * L, simd::splat<V>(T(0)));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
