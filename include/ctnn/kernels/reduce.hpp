// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

namespace ctnn::inline CTNN_TARGET::kernels {

// How values are reduced to one.
template <graph::Op op, class V>
struct Reduction {
  using T = simd::element_t<V>;
  static constexpr V neutral() {
    if constexpr (op == graph::Op::sum) return simd::splat<V>(T(0));
    else return simd::splat<V>(static_cast<T>(op == graph::Op::minimum ? __builtin_huge_val() : -__builtin_huge_val()));
  }
  [[gnu::always_inline]] static constexpr V both(const V& a, const V& b) {
    if constexpr (op == graph::Op::sum) return a + b;
    else if constexpr (op == graph::Op::minimum) return (simd::min)(a, b);
    else return (simd::max)(a, b);
  }
};

namespace detail {

// (Few sizes, so that their code is shared.)
constexpr int loop_streams(int streams) { return streams <= 4 ? 4 : streams <= 12 ? 12 : Row<float>::most_streams; }

// Where a reduction's loops begin and end at one result, and where its operands are there.
template <class T, int S>
struct Loops {
  static constexpr int D = Row<T>::most_depth;
  int count[D], at[S], step[D][S];
  int guard[Row<T>::most_guards], guard_step[D][Row<T>::most_guards];

  [[gnu::noinline]] constexpr Loops(const Row<T>& r, const int* own_at, const int* guard_at) {
    Range range[D];
    for (int d = 0; d < D; ++d) range[d] = {0, r.depth[d], 1};
    bool cut = false, empty = false;
    for (int k = 0; k < r.guards; ++k) {
      const auto& g = r.guard[k];
      if (g.cuts == Call::asked) continue;
      if (g.cuts == Call::position) {
        empty |= range_of(guard_at[k], 0, g.divisor, g.extent, 1).count == 0;
        continue;
      }
      const int by = g.depth[g.cuts], reach = by * (r.depth[g.cuts] - 1);
      if (g.divisor == 1 && guard_at[k] + (reach < 0 ? reach : 0) >= 0 && guard_at[k] + (reach > 0 ? reach : 0) < g.extent)
        continue;  // all of it
      cut = true;
      range[g.cuts] = kernels::both(range[g.cuts], range_of(guard_at[k], by, g.divisor, g.extent, r.depth[g.cuts]));
    }
    const int n = r.streams < S ? r.streams : S;
    for (int k = 0; k < n; ++k) at[k] = own_at[k];
    for (int k = 0; k < r.guards; ++k) guard[k] = guard_at[k];
    for (int d = 0; d < D; ++d) {
      count[d] = empty ? 0 : range[d].count;
      for (int k = 0; k < n; ++k) step[d][k] = r.depth_step[d][k];
      for (int k = 0; k < r.guards; ++k) guard_step[d][k] = r.guard[k].depth[d];
      if (!cut || count[d] == 0) continue;
      for (int k = 0; k < n; ++k) at[k] += range[d].first * step[d][k], step[d][k] *= range[d].step;
      for (int k = 0; k < r.guards; ++k)
        guard[k] += range[d].first * guard_step[d][k], guard_step[d][k] *= range[d].step;
    }
    if (r.divided == 0) return;
    for (int k = 0; k < r.divided; ++k) {  // quotients are whole: they begin somewhere, and go by whole steps
      const auto& q = r.divide[k];
      const auto& g = r.guard[q.guard];
      if (g.cuts == Call::asked || q.stream >= S) continue;
      at[q.stream] += q.by * (guard[q.guard] / g.divisor);
      if (g.cuts >= 0) step[g.cuts][q.stream] += q.by * (guard_step[g.cuts][q.guard] / g.divisor);
    }
  }
};

}  // namespace detail

// A row of results, each a formula reduced along up to four loops; along the samples too, where Lanes are added up.
template <auto P, graph::Op op, bool OverBatch, class V>
constexpr void reduce_row(const Row<simd::element_t<V>>& row) {
  using T = simd::element_t<V>;
  using R = Reduction<op, V>;
  using Loads = detail::Loads<P>;
  constexpr int S = Loads::streams, L = simd::lanes<V>, G = Row<T>::most_guards;
  int own[detail::loop_streams(S)] = {}, own_guard[G] = {};
  for (int k = 0; k < S; ++k) own[k] = row.at[k];
  for (int k = 0; k < row.guards; ++k) own_guard[k] = row.guard[k].at;
  for (int i = 0; i < row.n; ++i) {
    const detail::Loops<T, detail::loop_streams(S)> l(row, own, own_guard);
    V sum = R::neutral();
    int a[S], b[S], c[S], d[S];
    int ga[G], gb[G], gc[G], gd[G];
    const auto copy = [&](int* to, const int* from) { for (int k = 0; k < S; ++k) to[k] = from[k]; };
    const auto move = [&](int* to, const int* by) { for (int k = 0; k < S; ++k) to[k] += by[k]; };
    const auto copy_guards = [&](int* to, const int* from) {
      if constexpr (Loads::asks) for (int k = 0; k < row.guards; ++k) to[k] = from[k];
    };
    const auto move_guards = [&](int* to, const int* by) {
      if constexpr (Loads::asks) for (int k = 0; k < row.guards; ++k) to[k] += by[k];
    };
    copy(a, l.at), copy_guards(ga, l.guard);
    for (int ia = 0; ia < l.count[0]; ++ia, move(a, l.step[0]), move_guards(ga, l.guard_step[0])) {
      copy(b, a), copy_guards(gb, ga);
      for (int ib = 0; ib < l.count[1]; ++ib, move(b, l.step[1]), move_guards(gb, l.guard_step[1])) {
        copy(c, b), copy_guards(gc, gb);
        for (int ic = 0; ic < l.count[2]; ++ic, move(c, l.step[2]), move_guards(gc, l.guard_step[2])) {
          copy(d, c), copy_guards(gd, gc);
          for (int id = 0; id < l.count[3]; ++id) {
            if constexpr (Loads::asks) {
              const detail::Asked<T> asked(row, gd);
              sum = R::both(sum, graph::evaluate<P, V>(detail::Element<T, V, detail::Asked<T>>{row, d, asked, row.need}).value[0]);
            } else {
              constexpr detail::NothingAsked nothing;
              sum = R::both(sum, graph::evaluate<P, V>(detail::Element<T, V, detail::NothingAsked>{row, d, nothing, nullptr}).value[0]);
            }
            move(d, l.step[3]), move_guards(gd, l.guard_step[3]);
          }
        }
      }
    }
    if constexpr (OverBatch) {
      T* const to = row.base[0] + own[0];
      if (row.valid < L) sum = simd::select<V>(simd::first_lanes<V>(row.valid), sum, R::neutral());
      T one;
      if constexpr (op == graph::Op::sum) one = simd::sum(sum);
      else one = simd::fold(sum, [](const auto& x, const auto& y) __attribute__((always_inline)) {
        return Reduction<op, std::remove_cvref_t<decltype(x)>>::both(x, y);
      });
      *to = Reduction<op, T>::both(*to, one);
    } else {
      T* const to = row.base[0] + static_cast<long long>(own[0]) * L;
      simd::store<V>(to, row.adds ? simd::load<V>(to) + sum : sum);
    }
    for (int k = 0; k < S; ++k) own[k] += row.step[k];
    for (int k = 0; k < row.guards; ++k) own_guard[k] += row.guard[k].step;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::kernels
