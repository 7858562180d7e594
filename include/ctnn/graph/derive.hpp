// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>
#include <ctnn/graph/scan.hpp>
#include <ctnn/graph/views.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// How the adjoint g of a result r reaches its argument a[i]: a formula again, of g, r and the arguments. What it
// mentions is what forward has to keep. The adjoint of what was broadcast is summed by who asks.
constexpr Value passed(int i, Value g, Value r, const Value (&a)[3]) {
  const Node n = r.node();
  switch (n.op) {
    case Op::add:
      return g;
    case Op::subtract:
      return i == 0 ? g : -g;
    case Op::multiply:
      return g * a[1 - i];
    case Op::divide:
      return i == 0 ? g / a[1] : -(g * r) / a[1];
    case Op::negate:
      return -g;
    case Op::exp:
      return g * r;
    case Op::log:
      return g / a[0];
    case Op::log1p:
      return g / (1 + a[0]);
    case Op::tanh:
      return g * (1 - r * r);
    case Op::sigmoid:
      return g * (r * (1 - r));
    case Op::erf:
      return g * (1.12837916709551257390 * exp(-(a[0] * a[0])));  // 2 / sqrt(pi)
    case Op::sqrt:
      return 0.5 * g / r;
    case Op::square:
      return g * (2 * a[0]);
    // Selected, not multiplied by 0 or 1: an infinite gradient dies at a clipped input, as in torch, and NaN inputs let
    // it pass.
    case Op::where:
      return i == 0 ? Value{} : i == 1 ? where(a[0], g, 0) : where(a[0], 0, g);
    case Op::max:
      return i == 0 ? where(r <= a[1], 0, g) : where(r <= a[1], g, 0);
    case Op::min:
      return i == 0 ? where(a[1] <= r, 0, g) : where(a[1] <= r, g, 0);
    case Op::clamp:
      if (i == 0) return where(r <= a[1], 0, where(a[2] <= r, 0, g));
      return i == 1 ? where(r <= a[1], g, 0) : where(a[2] <= r, g, 0);
    case Op::abs:
      return where(0 < a[0], g, where(a[0] < 0, -g, 0));  // 0 at 0, as torch's sign
    case Op::sum:
      return g;
    case Op::maximum:
    case Op::minimum: {
      const Value hit = where(a[0] == r, 1, 0);
      return g * hit / reduce(Op::sum, hit, Axes(n.info));
    }
    case Op::first_maximum:
      return where(first_hit(a[0], r, Axes(n.info)), g, 0);
    case Op::view:
      return view_back(g, r, a[0]);
    case Op::arrange:
      return g;
    default:
      return {};
  }
}

// Which nodes lie on a way from x to root, both included.
constexpr List<bool> between(Value x, Value root) {
  const Graph& g = *root.graph;
  List<bool> changes, wanted;
  changes.resize(root.id + 1, false), wanted.resize(root.id + 1, false);
  if (x.id <= root.id) changes[x.id] = true;
  for (int id = x.id + 1; id <= root.id; ++id)
    for (const int a : g[id].arg)
      if (a >= 0 && changes[a]) changes[id] = true;
  wanted[root.id] = changes[root.id];
  for (int id = root.id; id > x.id; --id)
    if (wanted[id])
      for (const int a : g[id].arg)
        if (a >= 0 && changes[a]) wanted[a] = true;
  return wanted;
}

// Reverse mode over a graph's array: the adjoint of a node is the sum over its users of what each passes on.
class Adjoints {
 public:
  constexpr explicit Adjoints(Graph& graph) : g(graph) { grow(g.size()); }
  // Of some nodes only, by number.
  constexpr Adjoints(Graph& graph, const List<bool>& some) : g(graph), only(some) { grow(g.size()); }

  constexpr Value operator[](Value v) const { return {&g, v.id >= 0 && v.id < of.size() ? of[v.id] : -1}; }
  // What a node receives besides what its users pass on.
  constexpr void seed(Value to, Value share) { add(to.id, share); }
  // From all nodes below `below` down to `from`.
  constexpr void sweep(int from, int below) {
    grow(below);
    for (int id = below; id-- > from;) {
      if (done[id]) continue;
      if (g[id].op == Op::item) {  // all states of a scan at once, when its first is reached
        done[id] = true;
        if (g.scans[g[id].info / Scan::most].item == id) back_through(g[id].info / Scan::most);
        continue;
      }
      if (of[id] < 0) continue;
      const Node n = g[id];
      if (is_leaf(n.op)) continue;
      done[id] = true;
      const Value a[3] = {{&g, n.arg[0]}, {&g, n.arg[1]}, {&g, n.arg[2]}};
      for (int k = 0; k < 3; ++k) {
        if (n.arg[k] < 0 || g[n.arg[k]].op == Op::constant) continue;
        if (only.size() > 0 && !only[n.arg[k]]) continue;
        const Value share = passed(k, {&g, of[id]}, {&g, id}, a);
        // (view_back() has summed what a view passes on.)
        add(n.arg[k], n.op == Op::view ? share : sum_along(share, n.axes & ~a[k].axes()));
      }
    }
  }

 private:
  Graph& g;
  List<int> of;     // by node; -1 where there is none
  List<bool> done;  // has it passed on what it received?
  List<bool> only;  // whose adjoints are wanted, if not all

  constexpr void grow(int size) {
    if (of.size() < size) of.resize(size, -1), done.resize(size, false);
  }
  constexpr void add(int to, Value share) {
    if (share.nothing()) return;
    grow(to + 1);
    of[to] = simplified(Op::add, {&g, of[to]}, share).id;
  }
  constexpr Value received(int id) const { return {&g, id < of.size() ? of[id] : -1}; }

  // Backpropagation through time: the adjoints of the states are a scan again, the other way. All else follows from
  // them without one: the body, of the states before each step, for all steps at once.
  constexpr void back_through(int number) {
    const Scan s = g.scans[number];
    const Axis t{s.axis};
    Value arriving[Scan::most], before[Scan::most], body[Scan::most];
    bool any = false;
    for (int k = 0; k < s.states; ++k) {
      arriving[k] = received(s.item + k);
      any |= !arriving[k].nothing();
      Value from = s.backwards ? at(Value{&g, s.item + k}, Put{t, Index(t) + 1})
                               : at(Value{&g, s.item + k}, Put{t, Index(t) - 1});
      const int start = s.backwards ? g.extent(t) - 1 : 0;
      if (!g.is(s.first[k], 0)) from = from + at(Value{&g, s.first[k]}, Put{-1, Index(t) - start});
      before[k] = lanewise(Op::detach, from);
    }
    if (!any) return;
    Substitution with_states(g, s, before);
    for (int k = 0; k < s.states; ++k) body[k] = with_states(s.body[k]);
    // What a state receives by way of its next step: of the adjoints of that step's own states, of which the next one's
    // share is a previous state.
    const int back = g.scans.push({});
    Scan r{.axis = s.axis, .states = s.states, .backwards = !s.backwards};
    Adjoints one(g);
    for (int k = 0; k < s.states; ++k) {
      const Node previous = g[s.previous[k]];
      r.first[k] = filled(g, 0, previous.order).id;
      r.previous[k] =
          g.add({.op = Op::previous, .axes = previous.axes, .order = previous.order, .info = back * Scan::most + k});
    }
    for (int k = 0; k < s.states; ++k) one.add(body[k].id, simplified(Op::add, arriving[k], Value{&g, r.previous[k]}));
    int least = before[0].id;
    for (int k = 1; k < s.states; ++k) least = before[k].id < least ? before[k].id : least;
    one.sweep(least + 1, g.size());
    for (int k = 0; k < s.states; ++k) {
      const Value passed_on = one.received(before[k].id);
      r.body[k] = passed_on.nothing() ? filled(g, 0, g[s.previous[k]].order).id : passed_on.id;
    }
    for (int k = 0; k < s.states; ++k) {
      const int item = add_item(g, r, back, k);
      if (k == 0) r.item = item;
    }
    g.scans[back] = r;
    const int step = s.backwards ? -1 : 1, start = s.backwards ? g.extent(t) - 1 : 0;
    for (int k = 0; k < s.states; ++k) {
      const Value later{&g, r.item + k};
      const Value next = at(later, Put{t, Index(t) + step});
      add(body[k].id, simplified(Op::add, arriving[k], next));
      if (!g.is(s.first[k], 0)) add(s.first[k], at(later, Put{t, Index(start)}));
    }
    sweep(s.item + s.states, g.size());
  }
};

// The adjoints of all that `root` depends on, where `seed` is its own.
constexpr Adjoints derive(Value root, Value seed) {
  Adjoints adjoints(*root.graph);
  adjoints.seed(root, seed);
  adjoints.sweep(0, root.id + 1);
  return adjoints;
}
// The adjoints of what lies between x and root.
constexpr Adjoints derive(Value root, Value seed, Value x) {
  Adjoints adjoints(*root.graph, between(x, root));
  adjoints.seed(root, seed);
  adjoints.sweep(x.id, root.id + 1);
  return adjoints;
}

}  // namespace ctnn::inline CTNN_TARGET::graph
