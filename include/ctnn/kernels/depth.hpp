// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/row.hpp>

// The loops of a reduction at one result: all of them, or cut by guards.
namespace ctnn::inline CTNN_TARGET::internals::kernels {

// Where they are not cut the loops are the row's own.
template <class T>
constexpr bool whole_at(const Row<T>& r, const int* guard_at, unsigned which = ~0u) {
  for (int k = 0; k < r.guards; ++k) {
    const auto& g = r.guard[k];
    if (g.cuts == Call::asked || !(which >> k & 1)) continue;
    if (g.divisor != 1) return false;
    const int reach = g.cuts < 0 ? 0 : g.depth[g.cuts] * (r.depth[g.cuts] - 1);
    const int low = guard_at[k] + (reach < 0 ? reach : 0), high = guard_at[k] + (reach > 0 ? reach : 0);
    if (low < 0 || high >= g.extent) return false;
  }
  return true;
}

// Of n results along a loop: those at which no guard of some cuts anything. (They are one after the other.)
template <class T>
constexpr Range whole_along(const Row<T>& r, const int* guard_at, int loop, int n, unsigned which = ~0u) {
  int first = 0, last = n - 1;
  for (int k = 0; k < r.guards; ++k) {
    const auto& g = r.guard[k];
    if (g.cuts == Call::asked || !(which >> k & 1)) continue;
    if (g.divisor != 1) return {};
    const int reach = g.cuts < 0 ? 0 : g.depth[g.cuts] * (r.depth[g.cuts] - 1), by = loop < 0 ? 0 : g.moves[loop];
    // 0 <= low + by * i and by * i <= high
    const int low = guard_at[k] + (reach < 0 ? reach : 0), high = g.extent - 1 - guard_at[k] - (reach > 0 ? reach : 0);
    if (by == 0) {
      if (low < 0 || high < 0) return {};
      continue;
    }
    const int from = by > 0 ? -floor_of(low, by) : -floor_of(high, -by);
    const int to = by > 0 ? floor_of(high, by) : floor_of(low, -by);
    if (from > first) first = from;
    if (to < last) last = to;
  }
  return {first, last < first ? 0 : last - first + 1, 1};
}

// (Of few sizes, so that their code is shared.)
constexpr int depth_streams(int streams) { return streams <= 4 ? 4 : streams <= 12 ? 12 : Row<float>::most_streams; }

template <class T, int S>
struct Depth {
  static constexpr int D = Row<T>::most_depth, G = Row<T>::most_guards;
  int count[Bound(D)], at[Bound(S)], step[Bound(D)][Bound(S)];
  int guard[Bound(G)], guard_step[Bound(D)][Bound(G)];

  // As they are where nothing cuts them.
  CTNN_APART constexpr void whole(const Row<T>& r) {
    const int n = r.streams < S ? r.streams : S;
    for (int d = 0; d < D; ++d) {
      count[d] = r.depth[d];
      for (int k = 0; k < n; ++k) step[d][k] = r.depth_moves[d][k];
      for (int k = 0; k < r.guards; ++k) guard_step[d][k] = r.guard[k].depth[d];
    }
  }
  // As they are at one result, of some guards.
  CTNN_APART constexpr void cut(const Row<T>& r, const int* own_at, const int* guard_at, unsigned which = ~0u) {
    const int n = r.streams < S ? r.streams : S;
    whole(r);
    Range range[Bound(D)];
    bool empty = false;
    for (int d = 0; d < D; ++d) range[d] = {0, r.depth[d], 1};
    for (int k = 0; k < r.guards; ++k) {
      const auto& g = r.guard[k];
      if (g.cuts == Call::asked || !(which >> k & 1)) continue;
      if (g.cuts == Call::position) empty |= range_of(guard_at[k], 0, g.divisor, g.extent, 1).count == 0;
      else
        range[g.cuts] =
            both(range[g.cuts], range_of(guard_at[k], g.depth[g.cuts], g.divisor, g.extent, r.depth[g.cuts]));
    }
    for (int k = 0; k < n; ++k) at[k] = own_at[k];
    for (int k = 0; k < r.guards; ++k) guard[k] = guard_at[k];
    for (int d = 0; d < D; ++d) {
      count[d] = empty ? 0 : range[d].count;
      if (count[d] == 0 || (range[d].first == 0 && range[d].step == 1)) continue;
      for (int k = 0; k < n; ++k) at[k] += range[d].first * step[d][k], step[d][k] *= range[d].step;
      for (int k = 0; k < r.guards; ++k)
        guard[k] += range[d].first * guard_step[d][k], guard_step[d][k] *= range[d].step;
    }
    for (int k = 0; k < r.divided; ++k) {  // quotients are whole: they begin somewhere, and go by whole steps
      const auto& q = r.divide[k];
      const auto& g = r.guard[q.guard];
      if (g.cuts == Call::asked || q.stream >= S) continue;
      at[q.stream] += q.by * (guard[q.guard] / g.divisor);
      if (g.cuts >= 0) step[g.cuts][q.stream] += q.by * (guard_step[g.cuts][q.guard] / g.divisor);
    }
  }
};

// Does no guard cut anything anywhere, and is none asked?
template <class T>
constexpr bool whole_everywhere(const Row<T>& r) {
  for (int k = 0; k < r.streams; ++k)
    if (r.need[k] != 0) return false;
  for (int k = 0; k < r.guards; ++k) {
    const auto& g = r.guard[k];
    if (g.cuts == Call::asked || g.divisor != 1) return false;
    int low = g.at, high = g.at;
    const auto reach = [&](int by, int n) { (by < 0 ? low : high) += by * (n - 1); };
    for (int l = 0; l < r.loops; ++l) reach(g.moves[l], r.extent[l]);
    for (int d = 0; d < Row<T>::most_depth; ++d) reach(g.depth[d], r.depth[d]);
    if (low < 0 || high >= g.extent) return false;
  }
  return true;
}

// A guard with a divisor is not whole for all elements of a loop: for each phase of the loop, and there for some terms
// alone, it is, and there its quotient moves like any other index. f(row) for each phase of all such guards.
template <class T>
constexpr void each_phase(Row<T>& row, int from, const auto& f) {
  constexpr int D = Row<T>::most_depth;
  int k = from, loop = -1;
  for (; k < row.guards; ++k) {
    const auto& g = row.guard[k];
    if (g.divisor == 1 || g.cuts == Call::asked) continue;
    int moving = 0;
    for (int l = 0; l < row.loops; ++l)
      if (g.moves[l] != 0) loop = l, ++moving;
    if (moving == 1) break;
  }
  if (k == row.guards) return f(row);
  const auto g = row.guard[k];
  const int phases = g.divisor / gcd(g.moves[loop], g.divisor);
  const int by = g.cuts < 0 ? 0 : g.depth[g.cuts], terms = g.cuts < 0 ? 1 : row.depth[g.cuts];
  const int step = by == 0 ? 1 : g.divisor / gcd(by, g.divisor);
  for (int phase = 0; phase < phases && phase < row.extent[loop]; ++phase) {
    const int at = g.at + phase * g.moves[loop];
    int first = 0;
    while (first < step && (at + by * first) % g.divisor != 0) ++first;
    const int count = first < step && first < terms ? (terms - 1 - first) / step + 1 : 0;
    if (count == 0) first = 0;
    Row<T> one;
    one.copy(row);
    one.extent[loop] = (row.extent[loop] - phase + phases - 1) / phases;
    for (int s = 0; s < row.streams; ++s) {
      one.at[s] += phase * row.moves[loop][s], one.moves[loop][s] *= phases;
      if (g.cuts >= 0) one.at[s] += first * row.depth_moves[g.cuts][s], one.depth_moves[g.cuts][s] *= step;
    }
    for (int s = 0; s < row.guards; ++s) {
      one.guard[s].at += phase * row.guard[s].moves[loop], one.guard[s].moves[loop] *= phases;
      if (g.cuts >= 0) one.guard[s].at += first * row.guard[s].depth[g.cuts], one.guard[s].depth[g.cuts] *= step;
    }
    if (g.cuts >= 0) one.depth[g.cuts] = count;
    auto& whole = one.guard[k];
    if (count == 0) {  // nothing here: no index is inside
      whole = {1, 0, g.cuts, 0, {}, {}};
      for (int d = 0; d < one.divided; ++d)
        if (one.divide[d].guard == k) one.divide[d].by = 0;
    } else {
      whole.divisor = 1, whole.at /= g.divisor, whole.moves[loop] /= g.divisor;
      for (int d = 0; d < D; ++d) whole.depth[d] /= g.divisor;
      for (int d = 0; d < one.divided; ++d) {
        auto& q = one.divide[d];
        if (q.guard != k) continue;
        one.at[q.stream] += q.by * whole.at, one.moves[loop][q.stream] += q.by * whole.moves[loop];
        if (g.cuts >= 0) one.depth_moves[g.cuts][q.stream] += q.by * whole.depth[g.cuts];
        q.by = 0;
      }
    }
    each_phase(one, k + 1, f);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
