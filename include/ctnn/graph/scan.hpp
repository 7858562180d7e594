// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/views.hpp>

// Recurrence: new states for each element of an axis in turn, made of those before it.
namespace ctnn::inline CTNN_TARGET::graph {

// A number that varies (in name) along some axes: the states before the first step.
constexpr Value filled(Graph& g, double value, Order along) {
  return {&g, g.add({.op = Op::constant, .axes = along.axes(), .order = along, .value = value})};
}
template <class... A>
constexpr Value filled(Graph& g, double value, Axis first, A... more) {
  Order order;
  order.add(first);
  (order.add(more), ...);
  return filled(g, value, order);
}

template <int N>
struct States {
  Value state[Bound(N)];
};

// The states after each step, as a value along the axis too: the batch first, then time.
constexpr int add_item(Graph& g, const Scan& s, int number, int k) {
  const Order own = g[s.previous[k]].order;
  Order order;
  if (own.axes() & batch_axis) order.add(batch_axis);
  order.add(Axis{s.axis});
  order = order.with(own);
  return g.add({.op = Op::item,
                .arg = {s.body[k], s.first[k], -1},
                .axes = order.axes(),
                .order = order,
                .info = number * Scan::most + k});
}

// States after each step along an axis. `first` are those before it, and tell which axes a state has; the body is
// given the previous states, and gives the new ones.
template <Bound Count, class Body>
constexpr auto scan(Axis along, const Value (&first)[Count], Body body) -> States<int(Count)> {
  constexpr int N = int(Count);
  Graph& g = *first[0].graph;
  States<N> states;
  if (N > Scan::most) {
    for (int k = 0; k < N; ++k) states.state[k] = first[k];
    g.asked.states = true;
    return states;
  }
  const int number = g.scans.push({});
  Scan s{.axis = along.id, .states = N};
  for (int k = 0; k < N; ++k) {
    const Node n = first[k].node();
    s.first[k] = first[k].id;
    s.previous[k] = g.add({.op = Op::previous, .axes = n.axes, .order = n.order, .info = number * Scan::most + k});
    states.state[k] = {&g, s.previous[k]};
  }
  states = body(states);
  for (int k = 0; k < N; ++k) s.body[k] = states.state[k].id;
  for (int k = 0; k < N; ++k) {
    states.state[k] = {&g, add_item(g, s, number, k)};
    if (k == 0) s.item = states.state[k].id;
  }
  g.scans[number] = s;
  return states;
}

// An expression with the previous states of a scan replaced.
class Substitution {
 public:
  constexpr Substitution(Graph& graph, const Scan& s, const Value* states) : g(graph) {
    by.resize(g.size(), -1);
    for (int k = 0; k < s.states; ++k) by[s.previous[k]] = states[k].id;
  }
  constexpr Value operator()(int id) {
    if (by[id] < 0) {
      const int made = rebuilt(id).id;
      by[id] = made;
    }
    return {&g, by[id]};
  }

 private:
  Graph& g;
  List<int> by;

  constexpr Value rebuilt(int id) {
    const Node n = g[id];
    if (is_leaf(n.op) || n.op == Op::item) return {&g, id};
    Value a[3];
    bool same = true;
    for (int k = 0; k < 3; ++k)
      if (n.arg[k] >= 0) a[k] = (*this)(n.arg[k]), same &= a[k].id == n.arg[k];
    if (same) return {&g, id};
    if (n.op == Op::view) {
      const View v = g.views[n.info];  // (a copy: there will be more of them)
      return view(a[0], v);
    }
    if (n.op == Op::arrange) {
      Order order = n.order;
      order = order.with(a[0].order());
      return {&g, g.add({.op = Op::arrange, .arg = {a[0].id, -1, -1}, .axes = order.axes(), .order = order})};
    }
    if (n.op == Op::sum) return sum_along(a[0], Axes(n.info));
    if (is_reduction(n.op)) return reduce(n.op, a[0], Axes(n.info));
    return lanewise(n.op, a[0], a[1], a[2]);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
