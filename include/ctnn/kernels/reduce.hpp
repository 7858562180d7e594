// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/depth.hpp>

namespace ctnn::inline CTNN_TARGET::internals::kernels {

// How values are reduced to one.
template <graph::Op op, class V>
struct Reduction {
  using T = simd::element_t<V>;
  static constexpr V neutral() {
    if constexpr (op == graph::Op::sum) return simd::splat<V>(T(0));
    else return simd::splat<V>(static_cast<T>(op == graph::Op::minimum ? __builtin_huge_val() : -__builtin_huge_val()));
  }
  CTNN_INLINE static constexpr V both(const V& a, const V& b) {
    if constexpr (op == graph::Op::sum) return a + b;
    else if constexpr (op == graph::Op::minimum) return (simd::min)(a, b);
    else return (simd::max)(a, b);
  }
};

// A row of results, each a formula reduced along up to four loops; along the lanes too, where they are `Folded`.
template <auto P, graph::Op op, bool Folded, class V, Along A = Along{}>
CTNN_KERNEL constexpr void reduce_row(const Row<simd::element_t<V>>& row) {
  using T = simd::element_t<V>;
  using R = Reduction<op, V>;
  using Loads = detail::Loads<P>;
  constexpr int S = Loads::streams, L = simd::lanes<V>, G = Row<T>::most_guards;
  int own[Bound(depth_streams(S))] = {}, own_guard[Bound(G)] = {};
  for (int k = 0; k < S; ++k) own[k] = row.at[k];
  for (int k = 0; k < row.guards; ++k) own_guard[k] = row.guard[k].at;
  Depth<T, depth_streams(S)> l;
  T* bases[Bound(A.loop ? S : 1)] = {};  // (in registers)
  if constexpr (A.loop)
    for (int k = 0; k < S; ++k) bases[k] = row.base[k];
  T* const* const base = A.loop ? bases : row.base;
  const int lanes = A.loop ? row.lanes : row.valid;
  const bool adds = row.adds;
  const auto copy = [](int* to, const int* from) CTNN_INLINE {
#pragma GCC unroll 64
    for (int k = 0; k < S; ++k) to[k] = from[k];
  };
  const auto move = [](int* to, const int* by) CTNN_INLINE {
#pragma GCC unroll 64
    for (int k = 0; k < S; ++k) to[k] += by[k];
  };
  const auto copy_guards = [&](int* to, const int* from) CTNN_INLINE {
    if constexpr (Loads::asks)
      for (int k = 0; k < row.guards; ++k) to[k] = from[k];
  };
  const auto move_guards = [&](int* to, const int* by) CTNN_INLINE {
    if constexpr (Loads::asks)
      for (int k = 0; k < row.guards; ++k) to[k] += by[k];
  };
  const auto put = [&](const V& value, int at) CTNN_INLINE {
    if constexpr (Folded) {
      T* const to = base[0] + at;
      const V valid = lanes < L ? simd::select<V>(simd::first_lanes<V>(lanes), value, R::neutral()) : value;
      T one;
      if constexpr (op == graph::Op::sum) one = simd::sum(valid);
      else
        one = simd::fold(valid, [](const auto& x, const auto& y) CTNN_INLINE {
          return Reduction<op, std::remove_cvref_t<decltype(x)>>::both(x, y);
        });
      *to = adds ? Reduction<op, T>::both(*to, one) : one;
    } else put_result<V, A>(base[0], at, value, adds, A.loop ? row.lane[0] : 0, lanes);
  };
  const auto go_on = [&](int by) {
    for (int k = 0; k < S; ++k) own[k] += by * row.step[k];
    for (int k = 0; k < row.guards; ++k) own_guard[k] += by * row.guard_step(k);
  };
  // One term, or two.
  constexpr detail::NothingAsked nothing;
  const auto one = [&](const int* at) CTNN_INLINE {
    using First = detail::Element<T, V, detail::NothingAsked, A, 0>;
    using Second = detail::Element<T, V, detail::NothingAsked, A, 1>;
    const V v = graph::evaluate<P, V>(First{base, at, nothing, nullptr, row.lane, lanes}).value[0];
    if constexpr (A.pairs)
      return R::both(v, graph::evaluate<P, V>(Second{base, at, nothing, nullptr, row.lane, lanes}).value[0]);
    else return v;
  };
  const Range inside = row.guards == 0 ? Range{0, row.n, 1} : whole_along(row, own_guard, row.loop, row.n);
  int only = 0, long_loops = 0;  // the loop that has more than one term, if there is one
  for (int d = 0; d < Row<T>::most_depth; ++d)
    if (row.depth[d] != 1) only = d, ++long_loops;
  for (int i = 0; i < row.n;) {
    const bool is_whole = i >= inside.first && i < inside.first + inside.count;
    if constexpr (A.loop && !Loads::asks) {
      // several results that nothing cuts, of one loop: each is made in a register
      if (long_loops <= 1 && is_whole && row.depth[only] > 0) {
        int first[Bound(S)], at[Bound(S)], step[Bound(S)], by[Bound(S)];
        copy(first, own), copy(step, row.step), copy(by, row.depth_moves[only]);
        const int terms = row.depth[only];
        if (A.pairs && terms == 2) {
          for (int k = 0; k < inside.count; ++k, move(first, step)) {
            copy(at, first), move(at, by);
            put(R::both(one(first), one(at)), first[0]);
          }
        } else
          for (int k = 0; k < inside.count; ++k, move(first, step)) {
            copy(at, first);
            V sum = one(at);
            for (int t = 1; t < terms; ++t) move(at, by), sum = R::both(sum, one(at));
            put(sum, first[0]);
          }
        go_on(inside.count);
        i += inside.count;
        continue;
      }
    } else if constexpr (!Loads::asks) {
      // several results that nothing cuts, in memory: the loops go round once for all of them
      constexpr int most = 16;
      int some = is_whole ? inside.first + inside.count - i : 0;
      if (some > most) some = most;
      if (some > 2) {
        T results[Bound(most * L)];
        for (int e = 0; e < some; ++e) simd::store<V>(results + e * L, R::neutral());
        int a[Bound(S)], b[Bound(S)], c[Bound(S)], d[Bound(S)], e[Bound(S)], step[Bound(S)];
        copy(a, own), copy(step, row.step);
        for (int ia = 0; ia < row.depth[0]; ++ia, move(a, row.depth_moves[0])) {
          copy(b, a);
          for (int ib = 0; ib < row.depth[1]; ++ib, move(b, row.depth_moves[1])) {
            copy(c, b);
            for (int ic = 0; ic < row.depth[2]; ++ic, move(c, row.depth_moves[2])) {
              copy(d, c);
              for (int id = 0; id < row.depth[3]; ++id, move(d, row.depth_moves[3])) {
                copy(e, d);
                for (int k = 0; k < some; ++k, move(e, step)) {
                  const V v = one(e);
                  simd::store<V>(results + k * L, R::both(simd::load<V>(results + k * L), v));
                }
              }
            }
          }
        }
        for (int k = 0; k < some; ++k) put(simd::load<V>(results + k * L), own[0] + k * row.step[0]);
        go_on(some);
        i += some;
        continue;
      }
    }
    int a[Bound(S)], b[Bound(S)], c[Bound(S)], d[Bound(S)];
    int ga[Bound(G)], gb[Bound(G)], gc[Bound(G)], gd[Bound(G)];
    const int *count = row.depth, *by0 = row.depth_moves[0], *by1 = row.depth_moves[1], *by2 = row.depth_moves[2],
              *by3 = row.depth_moves[3];
    if (is_whole) {
      copy(a, own), copy_guards(ga, own_guard);
      if constexpr (Loads::asks)
        for (int k = 0; k < row.guards; ++k)
          for (int e = 0; e < Row<T>::most_depth; ++e) l.guard_step[e][k] = row.guard[k].depth[e];
    } else {
      l.cut(row, own, own_guard);
      copy(a, l.at), copy_guards(ga, l.guard);
      count = l.count, by0 = l.step[0], by1 = l.step[1], by2 = l.step[2], by3 = l.step[3];
    }
    V sum = R::neutral();
    for (int ia = 0; ia < count[0]; ++ia, move(a, by0), move_guards(ga, l.guard_step[0])) {
      copy(b, a), copy_guards(gb, ga);
      for (int ib = 0; ib < count[1]; ++ib, move(b, by1), move_guards(gb, l.guard_step[1])) {
        copy(c, b), copy_guards(gc, gb);
        for (int ic = 0; ic < count[2]; ++ic, move(c, by2), move_guards(gc, l.guard_step[2])) {
          copy(d, c), copy_guards(gd, gc);
          for (int id = 0; id < count[3]; ++id, move(d, by3), move_guards(gd, l.guard_step[3])) {
            if constexpr (Loads::asks) {
              const detail::Asked<T> asked(row, gd);
              const detail::Element<T, V, detail::Asked<T>, A> here{base, d, asked, row.need, row.lane, lanes};
              sum = R::both(sum, graph::evaluate<P, V>(here).value[0]);
            } else {
              sum = R::both(sum, one(d));
            }
          }
        }
      }
    }
    put(sum, own[0]);
    go_on(1);
    ++i;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
