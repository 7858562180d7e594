// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A row of results, each a formula of what lies at its place.
template <auto P, class V>
constexpr void map_row(const Row<simd::element_t<V>>& row) {
  using T = simd::element_t<V>;
  using Loads = detail::Loads<P>;
  constexpr int S = Loads::streams, L = simd::lanes<V>;
  int at[S], step[S];
  for (int k = 0; k < S; ++k) at[k] = row.at[k], step[k] = row.step[k];
  T* const out = row.base[0];
  const bool adds = row.adds;
  const int n = row.n;
  const auto put = [&](const V& v) __attribute__((always_inline)) {
    T* const to = out + static_cast<long long>(at[0]) * L;
    simd::store<V>(to, adds ? simd::load<V>(to) + v : v);
  };
  if constexpr (Loads::asks) {
    int guard[Row<T>::most_guards] = {};
    for (int k = 0; k < row.guards; ++k) guard[k] = row.guard[k].at;
    for (int i = 0; i < n; ++i) {
      const detail::Asked<T> asked(row, guard);
      put(graph::evaluate<P, V>(detail::Element<T, V, detail::Asked<T>>{row, at, asked, row.need}).value[0]);
      for (int k = 0; k < S; ++k) at[k] += step[k];
      for (int k = 0; k < row.guards; ++k) guard[k] += row.guard_step(k);
    }
  } else {
    constexpr detail::NothingAsked nothing;
    for (int i = 0; i < n; ++i) {
      put(graph::evaluate<P, V>(detail::Element<T, V, detail::NothingAsked>{row, at, nothing, nullptr}).value[0]);
      for (int k = 0; k < S; ++k) at[k] += step[k];
    }
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
