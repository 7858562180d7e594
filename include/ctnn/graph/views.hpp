// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// A value seen at other indices: windows, slices, concatenation, transposition. A view goes down to what it is a view
// of, past products and sums, so that what is summed stays a product of two factors.
constexpr Value view(Value e, const View& v) {
  if (e.nothing()) return e;
  Graph& g = *e.graph;
  const Node n = e.node();
  View own{.count = 0, .fill = v.fill};
  Axes from = 0, to = 0;
  Order order = n.order;
  for (int k = 0; k < v.count; ++k) {
    const Put& p = v.put[k];
    if (p.axis >= 0 && !(n.axes >> p.axis & 1)) continue;         // e does not vary along it
    if (p.axis >= 0 && p.index == Index(Axis{p.axis})) continue;  // as it is
    own.put[own.count++] = p, to |= p.index.axes();
    if (p.axis >= 0) from |= 1u << p.axis;
  }
  if (own.count == 0) return e;
  // A new index takes the place of the first axis that it is put for.
  Order placed;
  Axes given = 0;
  for (int d = 0; d < order.rank(); ++d) {
    const Axis a = order[d];
    if (!(from & a)) {
      if (!(given & a)) placed.add(a), given |= a;
      continue;
    }
    for (int k = 0; k < own.count; ++k)
      if (own.put[k].axis == a.id)
        for (int t = 0; t < own.put[k].index.terms; ++t)
          if (const Axis b{own.put[k].index.term[t].axis}; !(given & b) && !((n.axes & ~from) & b))
            placed.add(b), given |= b;
  }
  for (int a = 0; to >> a != 0; ++a)
    if (to >> a & 1 && !(given >> a & 1)) placed.add({a});
  if (own.fill == Fill::zero) {
    const Value a{&g, n.arg[0]}, b{&g, n.arg[1]};
    if (n.op == Op::sum && !(Axes(n.info) & to)) return sum_along(view(a, own), Axes(n.info));
    if (n.op == Op::multiply) return a.axes() & from ? view(a, own) * view(b, own) : a * view(b, own);
    if (n.op == Op::negate) return -view(a, own);
  }
  const int number = g.add(own);
  return {&g, g.add({.op = Op::view, .arg = {e.id, -1, -1}, .axes = placed.axes(), .order = placed, .info = number})};
}
template <class... P>
constexpr Value at(Value e, P... put) {
  return view(e, View{.count = int(sizeof...(P)), .put = {put...}});
}
// Outside, where at() gives 0, the least of all numbers: for the greatest of a window.
template <class... P>
constexpr Value at_or_lowest(Value e, P... put) {
  return view(e, View{.count = int(sizeof...(P)), .put = {put...}, .fill = Fill::lowest});
}
// The same value with its dimensions in another order, outermost first.
template <class... A>
constexpr Value arranged(Value e, A... axes) {
  Order order;
  (order.add(axes), ...);
  if (order == e.order()) return e;
  return {e.graph, e.graph->add({.op = Op::arrange, .arg = {e.id, -1, -1}, .axes = order.axes(), .order = order})};
}

constexpr Value ordered(Value e, Order order) {
  if (order == e.order()) return e;
  return {e.graph, e.graph->add({.op = Op::arrange, .arg = {e.id, -1, -1}, .axes = order.axes(), .order = order})};
}
// A value seen at the axes of another one of the same shape.
constexpr Value along(Value e, Value other) {
  View v;
  for (int d = 0; d < e.rank(); ++d)
    if (e[d] != other[d]) v.put[v.count++] = {e[d], Index(other[d])};
  return view(e, v);
}

// The adjoint of a view: the same indices, solved for one of the view's own each; summed over the rest.
constexpr Value view_back(Value g, Value r, Value of) {
  Graph& graph = *r.graph;
  const View v = graph.views[r.node().info];
  Axes kept = of.axes(), solved = 0;
  for (int k = 0; k < v.count; ++k)
    if (v.put[k].axis >= 0) kept &= ~(1u << v.put[k].axis);
  View back;
  for (int k = 0; k < v.count; ++k) {
    const Put& p = v.put[k];
    int pivot = -1;  // the axis of the same name, or the longest
    for (int t = 0; t < p.index.terms; ++t) {
      const int axis = p.index.term[t].axis;
      if ((kept | solved) >> axis & 1) continue;
      const bool longer = pivot >= 0 && p.index.term[pivot].axis != p.axis &&
                          graph.extents[axis] > graph.extents[p.index.term[pivot].axis];
      if (pivot < 0 || axis == p.axis || longer) pivot = t;
    }
    const int sign = pivot >= 0 && p.index.term[pivot].coefficient < 0 ? -1 : 1;
    Index rest = -sign * p.index.offset;
    if (p.axis >= 0) rest = rest + sign * p.index.divisor * Index(Axis{p.axis});
    for (int t = 0; t < p.index.terms; ++t)
      if (t != pivot) rest = rest + -sign * p.index.term[t].coefficient * Index(Axis{p.index.term[t].axis});
    if (pivot >= 0) {
      rest.divisor = sign * p.index.term[pivot].coefficient;
      solved |= 1u << p.index.term[pivot].axis;
    }
    back.put[back.count++] = {pivot < 0 ? -1 : p.index.term[pivot].axis, rest};
  }
  return sum_along(view(g, back), r.axes() & ~kept & ~solved);
}

// Where, along some axes, the first of the greatest is: as a mask. NaN is greater than all, as in torch.
constexpr Value first_hit(Value e, Value greatest, Axes along) {
  Graph& g = *e.graph;
  Value place{&g, g.constant(0)};
  for (int a = 0; along >> a != 0; ++a)
    if (along >> a & 1) place = place * double(g.extents[a]) + position(g, Axis{a});
  const Value is_nan = where(e == e, 0, 1), hit = where(e == greatest, 1, is_nan);
  return place == reduce(Op::minimum, where(hit, place, 1e9), along);
}

}  // namespace ctnn::inline CTNN_TARGET::graph
