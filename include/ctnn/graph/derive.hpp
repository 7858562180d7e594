// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>
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

// Reverse mode over a graph's array: the adjoint of a node is the sum over its users of what each passes on.
class Adjoints {
 public:
  constexpr explicit Adjoints(Graph& graph) : g(graph) { of.resize(g.size(), -1); }

  constexpr Value operator[](Value v) const { return {&g, v.id >= 0 && v.id < of.size() ? of[v.id] : -1}; }
  // What a node receives besides what its users pass on.
  constexpr void seed(Value to, Value share) { add(to.id, share); }
  // From all nodes below `below` down to `from`.
  constexpr void sweep(int from, int below) {
    if (of.size() < below) of.resize(below, -1);
    for (int id = below; id-- > from;) {
      if (of[id] < 0) continue;
      const Node n = g[id];
      if (is_leaf(n.op)) continue;
      const Value a[3] = {{&g, n.arg[0]}, {&g, n.arg[1]}, {&g, n.arg[2]}};
      for (int k = 0; k < 3; ++k) {
        if (n.arg[k] < 0 || g[n.arg[k]].op == Op::constant) continue;
        const Value share = passed(k, {&g, of[id]}, {&g, id}, a);
        // (view_back() has summed what a view passes on.)
        add(n.arg[k], n.op == Op::view ? share : sum_along(share, n.axes & ~a[k].axes()));
      }
    }
  }

 private:
  Graph& g;
  List<int> of;  // by node; -1 where there is none

  constexpr void add(int to, Value share) {
    if (share.nothing()) return;
    of[to] = simplified(Op::add, {&g, of[to]}, share).id;
  }
};

// The adjoints of all that `root` depends on, where `seed` is its own.
constexpr Adjoints derive(Value root, Value seed) {
  Adjoints adjoints(*root.graph);
  adjoints.seed(root, seed);
  adjoints.sweep(0, root.id + 1);
  return adjoints;
}

}  // namespace ctnn::inline CTNN_TARGET::graph
