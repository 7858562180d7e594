// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A row of results, each a formula of what lies at its place.
template <auto P, class V, Along A = Along{}>
CTNN_KERNEL constexpr void map_row(const Row<simd::element_t<V>>& row) {
  using T = simd::element_t<V>;
  using Loads = detail::Loads<P>;
  constexpr int S = Loads::streams;
  int at[Bound(S)], step[Bound(S)];
  for (int k = 0; k < S; ++k) at[k] = row.at[k], step[k] = row.step[k];
  T* const out = row.base[0];
  const bool adds = row.adds;
  const int n = row.n, lanes = row.lanes, by = A.loop ? row.lane[0] : 0;
  T* bases[Bound(A.loop ? S : 1)] = {};  // (in registers)
  if constexpr (A.loop)
    for (int k = 0; k < S; ++k) bases[k] = row.base[k];
  T* const* const base = A.loop ? bases : row.base;
  const auto put = [&](const V& v) CTNN_INLINE { put_result<V, A>(out, at[0], v, adds, by, lanes); };
  if constexpr (Loads::asks) {
    int guard[Row<T>::most_guards] = {};
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    for (int i = 0; i < n; ++i) {
      const detail::Asked<T> asked(row, guard);
      put(graph::evaluate<P, V>(detail::Element<T, V, detail::Asked<T>, A>{base, at, asked, row.need, row.lane, lanes})
              .value[0]);
      for (int k = 0; k < S; ++k) at[k] += step[k];
      for (int k = 0; k < row.guards; ++k) guard[k] += row.guard_step(k);
    }
  } else {
    constexpr detail::NothingAsked nothing;
    for (int i = 0; i < n; ++i) {
      put(graph::evaluate<P, V>(
              detail::Element<T, V, detail::NothingAsked, A>{base, at, nothing, nullptr, row.lane, lanes})
              .value[0]);
      for (int k = 0; k < S; ++k) at[k] += step[k];
    }
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
