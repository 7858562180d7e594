// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// Several formulas at once: what an optimiser makes of a parameter and its states, or a layer of its buffers, in order.
template <int N>
struct Updates {
  static constexpr int count = N;
  Value value[Bound(N > 0 ? N : 1)];
};

template <class... T>
requires(Operand<T>&&...) constexpr auto updates(const T&... x) {
  if constexpr ((is_numbers<T> || ...)) return detail::joined<1006>(x...);
  else {
    Graph* const g = detail::graph_of(x...);
    return Updates<int(sizeof...(T))>{{detail::lift(*g, x)...}};
  }
}
template <int N>
constexpr Updates<N> as_updates(const Updates<N>& u) {
  return u;
}
constexpr Updates<1> as_updates(Value v) { return {{v}}; }
template <int N, unsigned long long S>
constexpr auto as_updates(const Numbers<N, S>& n) {
  return n;
}

// Where each number of formulas stands among those that calling them for their numbers alone gives (Numbers in
// value.hpp): in order of writing, from the results down. Uniforms get that place as their own; gives how many there
// are.
constexpr int number_in_order(Graph& g, const List<int>& results) {
  const auto written = [&](const Node& n, int k) {
    const bool word = n.op == Op::arrange && n.info > 0;
    return !word ? n.arg[k] : k < 2 ? g.words[n.info - 1].arg[k] : -1;
  };
  List<int> count;
  count.resize(g.size(), 0);
  for (int id = 0; id < g.size(); ++id) {
    const Node& n = g[id];
    count[id] = n.op == Op::uniform ? 1 : 0;
    for (int k = 0; k < 3; ++k)
      if (const int a = written(n, k); a >= 0 && count[id] < 1 << 20) count[id] += count[a];
  }
  List<int> place, first;
  place.resize(g.size(), -1);
  int all = 0;
  for (const int r : results) {
    if (place[r] < 0) place[r] = all;
    all += count[r];
  }
  for (int id = g.size(); id-- > 0;) {
    if (place[id] < 0) continue;
    if (g[id].op == Op::uniform) g.nodes[id].info = place[id];
    int at = place[id];
    for (int k = 0; k < 3; ++k) {
      const int a = written(g[id], k);
      if (a < 0) continue;
      if (place[a] < 0) place[a] = at;
      at += count[a];
    }
  }
  return all;
}

}  // namespace ctnn::inline CTNN_TARGET::graph

namespace ctnn::inline CTNN_TARGET {

using graph::updates;

}  // namespace ctnn::inline CTNN_TARGET
