// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/draft.hpp>

namespace ctnn::inline CTNN_TARGET::internals::lower {

// A call whose formula loads more than a kernel has room for: which of its nodes are stored by calls of their own, so
// that what is left of it fits.
class Split {
 public:
  constexpr Split(const Graph& graph, const Memory& memory, const Draft& draft, List<int>& to)
      : g(graph), m(memory), split(to) {
    loads_.resize(g.size(), {}), marks.resize(g.size(), 0);
    List<bool> reached;
    reached.resize(draft.node + 1, false);
    reached[draft.node] = true;
    for (int id = draft.node; id >= 0; --id)
      if (reached[id] && (id == draft.node || !leaf(id)))
        for (const int a : g[id].arg)
          if (a >= 0) reached[a] = true;
    for (int id = 0; id <= draft.node; ++id) {
      if (!reached[id]) continue;
      if (leaf(id) && id != draft.node) loads_[id] = {1, 0};
      else
        while (loads_[id] = counted(id), too_many(loads_[id]))
          if (!store_largest(id)) break;
    }
  }

 private:
  // What a formula loads at most: streams, and indices that have to be elements of their axes.
  struct Loads {
    int streams = 0, guards = 0;
  };
  // (Half of the room, as what is stored is loaded, too, and as a contraction's epilogue has operands beside it.)
  static constexpr bool too_many(Loads n) { return n.streams > Room::streams / 2 || n.guards > Room::guards / 2; }

  const Graph& g;
  const Memory& m;
  List<int>& split;
  List<Loads> loads_;
  List<int> marks;  // nodes that are counted, by a number for each count
  int counts = 0;

  constexpr bool is_split(int id) const {
    for (const int s : split)
      if (s == id) return true;
    return false;
  }
  constexpr bool leaf(int id) const { return m.in_memory(id) || is_split(id) || graph::is_leaf(g[id].op); }
  // Of a view all that is below it, at its own indices; else each node below once, down to views and leaves.
  constexpr Loads counted(int id) {
    Loads n;
    ++counts;
    add(id, n, true);
    return n;
  }
  constexpr void add(int id, Loads& n, bool itself) {
    if (marks[id] == counts) return;
    marks[id] = counts;
    if (!itself && (leaf(id) || g[id].op == Op::view)) {
      n.streams += loads_[id].streams, n.guards += loads_[id].guards;
      return;
    }
    if (g[id].op == Op::view) {
      const graph::View& v = g.views[g[id].info];
      for (int k = 0; k < v.count; ++k) n.guards += !m.inside(v.put[k]);
    }
    for (const int a : g[id].arg)
      if (a >= 0) add(a, n, false);
  }
  constexpr bool store_largest(int id) {
    int largest = -1, most = 1;
    for (const int a : g[id].arg)
      if (a >= 0 && !leaf(a) && !Memory::is_pattern(g, a))
        if (const int all = loads_[a].streams + 4 * loads_[a].guards; all > most) largest = a, most = all;
    if (largest < 0) return false;
    split.push(largest), loads_[largest] = {1, 0};
    return true;
  }
};
constexpr void split_formula(const Graph& g, const Memory& m, const Draft& d, List<int>& to) { Split(g, m, d, to); }

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
