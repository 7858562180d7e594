// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// A value seen at other indices: windows, slices, concatenation, transposition. A view goes down to what it is a view
// of, past products and sums, so that what is summed stays a product of two factors. What does not vary along an axis
// that an index is put for stays as it is, outside too.
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
  for (int k = 0; k < own.count; ++k) g.asked.terms |= own.put[k].index.overflows;
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
  for (int a = 0; a < most_axes && to >> a != 0; ++a)
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
  if constexpr (sizeof...(P) > View::most) return e.graph->asked.indices = true, e;
  else return view(e, View{.count = int(sizeof...(P)), .put = {put...}});
}
// Outside, where at() gives 0, the least of all numbers: for the greatest of a window.
template <class... P>
constexpr Value at_or_lowest(Value e, P... put) {
  if constexpr (sizeof...(P) > View::most) return e.graph->asked.indices = true, e;
  else return view(e, View{.count = int(sizeof...(P)), .put = {put...}, .fill = Fill::lowest});
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

// 1 along some axes: what is the same everywhere, so that a view of it is 0 outside.
constexpr Value ones_along(Graph& g, Axes axes) {
  Value one;
  for (int a = 0; a < most_axes && axes >> a != 0; ++a)
    if (axes >> a & 1) one = one.nothing() ? position(g, {a}) : one + position(g, {a});
  return one.nothing() ? one : one == one;
}
// From where to where an index reaches; of as many steps as there are, or as few.
struct Reach {
  int low = 0, high = 0;
};
constexpr Reach reach_of(const Graph& g, const Index& i, bool least = false) {
  Reach r{i.offset, i.offset};
  for (int t = 0; t < i.terms; ++t) {
    const int a = i.term[t].axis, by = i.term[t].coefficient * ((least ? g.least_extent(a) : g.extents[a]) - 1);
    (by < 0 ? r.low : r.high) += by;
  }
  return r;
}
// Is an index always an element of its axis?
constexpr bool always_inside(const Graph& g, const Put& p) {
  if (p.index.divisor != 1) return false;
  for (int t = 0; t < p.index.terms; ++t)
    if (g.extents[p.index.term[t].axis] == 0)
      return p.index.offset == 0 && p.index.terms == 1 && p.index.term[t].coefficient == 1 && p.axis >= 0 &&
             g.extents[p.axis] == 0;
  const Reach r = reach_of(g, p.index);
  if (r.low < 0 || r.high >= (p.axis < 0 ? 1 : g.extents[p.axis])) return false;
  if (g.growth.axes == 0) return true;
  const Reach few = reach_of(g, p.index, true);
  return few.low >= 0 && few.high < (p.axis < 0 ? 1 : g.least_extent(p.axis));
}

// The adjoint of a view: the same indices, solved for one of the view's own axes each; summed over the rest.
constexpr Value view_back(Value g, Value r, Value of) {
  Graph& graph = *r.graph;
  const View v = graph.views[r.node().info];
  Axes kept = of.axes(), once = 0, twice = 0;  // in one index or more
  for (int k = 0; k < v.count; ++k) {
    if (v.put[k].axis >= 0) kept &= ~(1u << v.put[k].axis);
    twice |= once & v.put[k].index.axes(), once |= v.put[k].index.axes();
  }
  // Of an index: the term that it is solved for, of those that no other index has. The axis of the same name, or the
  // longest.
  Axes solved = 0;
  int pivots[View::most] = {};
  for (int k = 0; k < v.count; ++k) {
    const Put& p = v.put[k];
    int pivot = -1;
    for (int t = 0; t < p.index.terms; ++t) {
      const int axis = p.index.term[t].axis;
      if ((kept | twice) >> axis & 1) continue;
      const bool longer = pivot >= 0 && p.index.term[pivot].axis != p.axis &&
                          graph.extents[axis] > graph.extents[p.index.term[pivot].axis];
      if (pivot < 0 || axis == p.axis || longer) pivot = t;
    }
    if (pivot >= 0) solved |= 1u << p.index.term[pivot].axis;
    pivots[k] = pivot;
  }
  // The rest, that is summed, gets another name where the argument has an axis of this one.
  Axes summed = r.axes() & ~kept & ~solved;
  View renaming;
  const Axes clashing = summed & of.axes();
  for (int a = 0; a < most_axes && clashing >> a != 0; ++a)
    if (clashing >> a & 1) {
      const Axis other = graph.axis_like(a);
      summed = (summed & ~(1u << a)) | other;
      renaming.put[renaming.count++] = {a, Index(other)};
    }
  const auto named = [&](int axis) {
    for (int k = 0; k < renaming.count; ++k)
      if (renaming.put[k].axis == axis) return renaming.put[k].index;
    return Index(Axis{axis});
  };
  View back;
  Axes missing = 0;  // g is the same everywhere along these, but what does not lie in the view receives nothing
  for (int k = 0; k < v.count; ++k) {
    const Put& p = v.put[k];
    const Index::Term pivot = pivots[k] < 0 ? Index::Term{-1, 1} : p.index.term[pivots[k]];
    const int sign = pivot.coefficient < 0 ? -1 : 1;
    Index rest = -sign * p.index.offset;
    if (p.axis >= 0) rest = rest + sign * p.index.divisor * Index(Axis{p.axis});
    for (int t = 0; t < p.index.terms; ++t)
      if (t != pivots[k]) rest = rest + -sign * p.index.term[t].coefficient * named(p.index.term[t].axis);
    rest.divisor = sign * pivot.coefficient;
    const Put put{pivot.axis, rest};
    if (put.axis >= 0 && !(g.axes() >> put.axis & 1) && !always_inside(graph, put)) missing |= 1u << put.axis;
    back.put[back.count++] = put;
  }
  g = view(g, renaming);
  if (missing != 0) g = g * ones_along(graph, missing);
  const Value seen = view(g, back);
  // (a sum of a sum is one sum: a product that is summed has two factors still)
  const Node n = seen.node();
  if (n.op == Op::sum && !(summed & ~(n.axes | Axes(n.info))) && !(summed & Axes(n.info)))
    return reduce(Op::sum, {&graph, n.arg[0]}, summed | Axes(n.info));
  return sum_along(seen, summed);
}

// Where, along some axes, the first of the greatest is: as a mask. NaN is greater than all, as in torch.
constexpr Value first_hit(Value e, Value greatest, Axes along) {
  Graph& g = *e.graph;
  Value place{&g, g.constant(0)};
  for (int a = 0; a < most_axes && along >> a != 0; ++a)
    if (along >> a & 1) place = place * double(g.extents[a]) + position(g, Axis{a});
  const Value is_nan = where(e == e, 0, 1), hit = where(e == greatest, 1, is_nan);
  return place == reduce(Op::minimum, where(hit, place, 1e9), along);
}

}  // namespace ctnn::inline CTNN_TARGET::graph
