// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/views.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// A formula with one of its nodes replaced, and an axis by another name. What does not depend on either stays as it is.
class Rebuild {
 public:
  constexpr Rebuild(Graph& graph, int from, int to, int old_axis = -1, int new_axis = -1)
      : g(graph), old_axis_(old_axis), new_axis_(new_axis) {
    if (from >= 0) made.resize(from + 1, -1), made[from] = to;
  }
  constexpr int operator()(int id) {
    if (id < 0) return id;
    const int size = g.size();
    if (made.size() < size) made.resize(size, -1);
    List<int> wanted;
    wanted.resize(id + 1, 0);
    wanted[id] = 1;
    for (int k = id; k >= 0; --k)
      if (wanted[k] && made[k] < 0)
        for (const int a : g[k].arg)
          if (a >= 0) wanted[a] = 1;
    for (int k = 0; k <= id; ++k)
      if (wanted[k] && made[k] < 0) made[k] = rebuilt(k);
    return made[id];
  }

 private:
  Graph& g;
  List<int> made;  // by node: what has come of it
  int old_axis_, new_axis_;

  constexpr Order renamed(Order order) const {
    Order all;
    for (int d = 0; d < order.rank(); ++d) all.add(order[d].id == old_axis_ ? Axis{new_axis_} : order[d]);
    return all;
  }
  constexpr Axes renamed(Axes axes) const {
    return old_axis_ >= 0 && axes >> old_axis_ & 1 ? (axes & ~(1u << old_axis_)) | 1u << new_axis_ : axes;
  }
  constexpr int rebuilt(int id) {
    Node n = g[id];
    if (is_leaf(n.op)) {
      n.order = renamed(n.order), n.axes = renamed(n.axes);
      if (n.op == Op::position && n.info == old_axis_) n.info = new_axis_;
      if (n.op == Op::extent || n.op == Op::inverse_extent) n.info = int(renamed(Axes(n.info)));
      return g.add(n);
    }
    int arg[3];
    bool changed = old_axis_ >= 0 && n.axes >> old_axis_ & 1;
    for (int k = 0; k < 3; ++k) arg[k] = n.arg[k] < 0 ? -1 : made[n.arg[k]], changed |= arg[k] != n.arg[k];
    if (!changed) return id;
    const Value a{&g, arg[0]}, b{&g, arg[1]}, c{&g, arg[2]};
    if (is_reduction(n.op)) return reduce(n.op, a, renamed(Axes(n.info))).id;
    if (n.op == Op::view) {
      const View v = g.views[n.info];  // (a copy: there will be more of them)
      return view(a, v).id;
    }
    if (n.op == Op::arrange) return a.id;
    return lanewise(n.op, a, b, c).id;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
