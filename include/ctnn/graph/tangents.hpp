// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/symbols.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// Forward mode: how values change as x goes along one of its coordinates, or along each of them, which is an axis of
// its own then. All of it is a formula again.
class Tangents {
 public:
  // Of all that lies between x and root. x has one axis beside the samples.
  constexpr Tangents(Value x, Value root, const Index& coordinate)
      : g(*root.graph), end(root.id), i(x[-1]), k(coordinate), needed(between(x, root)) {
    first.resize(end + 1, -1);
    unit = is_coordinate().id;
    if (x.id <= end) first[x.id] = unit;
    for (int id = x.id + 1; id <= end; ++id)
      if (needed[id]) set(first, id, pushed(first, id));
  }
  constexpr Value of_root() const { return {&g, first[end]}; }

  // The sum of second derivatives along all coordinates, which are an axis. Sums and products by what is constant take
  // it as it is, so that it costs one more pass than the tangents, not one for each:
  // lap(f(a, b)) = f_a lap(a) + f_b lap(b) + sum over k of f_aa a_k^2 + 2 f_ab a_k b_k + f_bb b_k^2
  constexpr Value laplacian() {
    List<int> second;
    second.resize(end + 1, -1);
    for (int id = 0; id <= end; ++id)
      if (needed[id] && first[id] != unit) {
        const Value straight = pushed(second, id);
        const Value bent = is_lanewise(g[id].op) ? sum_along(change(first[id], id), k.axes()) : Value{};
        set(second, id, simplified(Op::add, straight, bent));
      }
    return {&g, second[end]};
  }

 private:
  Graph& g;
  int end;
  Axis i;
  Index k;
  List<bool> needed;
  List<int> first;  // by node; -1 where it does not change
  int unit = -1;    // x's own

  // (g grows while a value is made)
  static constexpr void set(List<int>& of, int id, Value v) { of[id] = v.id; }

  // 1 at the coordinate, else 0.
  constexpr Value is_coordinate() const {
    const Value at = k.terms == 0 ? Value{&g, g.constant(k.offset)} : position(g, Axis{k.term[0].axis});
    return lanewise(Op::where, lanewise(Op::equal, position(g, i), at), {&g, g.constant(1)}, {&g, g.constant(0)});
  }
  // The sum over i of v where i is the coordinate: v there. A parameter is one again, at other axes.
  constexpr Value at_coordinate(Value v) const {
    const Node n = v.node();
    const bool is_parameter = n.op == Op::symbol && n.info / symbol::kind == symbol::parameter / symbol::kind;
    if (!is_parameter || k.terms == 0 || !(n.axes & i)) return at(v, Put{i, k});
    Order order;
    for (int d = 0; d < n.order.rank(); ++d) order.add(n.order[d] == i ? Axis{k.term[0].axis} : n.order[d]);
    return {&g, g.symbol(n.info, order)};
  }

  // What changes of a node's arguments make of it, to the first order. Lane by lane a change passes as an adjoint does.
  constexpr Value pushed(const List<int>& of, int id) const {
    const Node n = g[id];
    const Value a[3] = {{&g, n.arg[0]}, {&g, n.arg[1]}, {&g, n.arg[2]}}, r{&g, id};
    const Value change{&g, n.arg[0] < 0 ? -1 : of[n.arg[0]]};
    const Axes along = Axes(n.info);
    if (is_lanewise(n.op)) {
      Value all;
      for (int m = 0; m < 3; ++m)
        if (n.arg[m] >= 0 && of[n.arg[m]] >= 0) all = simplified(Op::add, all, passed(m, {&g, of[n.arg[m]]}, r, a));
      return all;
    }
    if (change.nothing()) return {};
    switch (n.op) {
      case Op::sum: {
        const Node product = change.node();
        if (product.op == Op::multiply && along == Axes(i))
          for (int m = 0; m < 2; ++m)
            if (product.arg[m] == unit) return at_coordinate({&g, product.arg[1 - m]});
        return sum_along(change, along);
      }
      case Op::maximum:
      case Op::minimum: {
        const Value hit = where(a[0] == r, 1, 0);
        return sum_along(change * hit, along) / reduce(Op::sum, hit, along);
      }
      case Op::first_maximum:
        return sum_along(where(first_hit(a[0], r, along), change, 0), along);
      case Op::view: {
        View v = g.views[n.info];
        v.fill = Fill::zero;
        Axes missing = 0;  // where a change is the same everywhere, but nothing outside
        for (int m = 0; m < v.count; ++m)
          if (v.put[m].axis >= 0 && !(change.axes() >> v.put[m].axis & 1) && !always_inside(g, v.put[m]))
            missing |= 1u << v.put[m].axis;
        return view(missing == 0 ? change : change * ones_along(g, missing), v);
      }
      case Op::arrange:
        return change;
      default:
        return {};
    }
  }
  // How a part of r's tangent changes, whose leaves are r, its arguments, and their tangents, which stay as they are.
  constexpr Value change(int part, int r) const {
    if (part < 0) return {};
    const Node n = g[r];
    if (part == r) return {&g, first[r]};
    for (const int a : n.arg)
      if (a >= 0 && first[a] == part) return {};
    for (const int a : n.arg)
      if (a == part) return {&g, first[a]};
    const Node p = g[part];
    if (is_leaf(p.op)) return {};
    const Value a[3] = {{&g, p.arg[0]}, {&g, p.arg[1]}, {&g, p.arg[2]}};
    Value all;
    for (int m = 0; m < 3; ++m)
      if (const Value c = change(p.arg[m], r); !c.nothing())
        all = simplified(Op::add, all, passed(m, c, {&g, part}, a));
    return all;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
