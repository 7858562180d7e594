// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/rebuild.hpp>
#include <ctnn/graph/symbols.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// The axis of Out elements that a contraction of axis i leaves: a new one, or that of another such product, so that
// what two of them give lies along the same axes.
constexpr Axis features_after(Graph& g, Axis i, int out) {
  for (const Node& n : g.nodes)
    if (n.op == Op::symbol && symbol::kind_of(n.info) == symbol::parameter && n.order.rank() == 2 && n.order[1] == i &&
        g.extent(n.order[0]) == out)
      return n.order[0];
  return g.axis(out);
}
// x W^T + b, summed over the last axis of x, which an axis of Out elements follows; W is Out x In.
template <int K, int Out, int In>
constexpr Value linear(Value x, const Parameter<K, Out, In>& weight) {
  const Axis i = x[-1], o = features_after(*x.graph, i, Out);
  return sum(x * weight(o, i), i);
}
template <int K, int Out, int In, int B>
constexpr Value linear(Value x, const Parameter<K, Out, In>& weight, const Parameter<B, Out>& bias) {
  const Axis i = x[-1], o = features_after(*x.graph, i, Out);
  return sum(x * weight(o, i), i) + bias(o);
}

// The product of a matrix and a layer's input in a formula, if there is one: sum(x * w, last) + b.
struct Contraction {
  int node = -1;               // the sum, or the bias added to it
  int weight = -1, bias = -1;  // the numbers of the parameters
  int axis = -1;               // the result's features
};
constexpr Contraction find_contraction(const Graph& g, int x) {
  const auto is_parameter = [&](int id, int rank) {
    const Node& n = g[id];
    return n.op == Op::symbol && n.info / symbol::kind == symbol::parameter / symbol::kind && n.order.rank() == rank;
  };
  Contraction c;
  for (int id = 0; id < g.size() && c.node < 0; ++id) {
    const Node& sum = g[id];
    if (sum.op != Op::sum || Axes(sum.info) != Axes(g.last)) continue;
    const Node& product = g[sum.arg[0]];
    if (product.op != Op::multiply) continue;
    for (int k = 0; k < 2; ++k) {
      const int w = product.arg[k];
      if (product.arg[1 - k] != x || !is_parameter(w, 2) || !(g[w].axes & g.last)) continue;
      c.node = id, c.weight = g[w].info - symbol::parameter;
      const Order others = g[w].order.without(g.last);
      c.axis = others[0].id;
    }
  }
  if (c.node < 0) return c;
  for (int id = c.node + 1; id < g.size(); ++id)
    if (g[id].op == Op::add)
      for (int k = 0; k < 2; ++k)
        if (const int b = g[id].arg[k]; g[id].arg[1 - k] == c.node && is_parameter(b, 1) && g[b].axes == 1u << c.axis) {
          c.bias = g[b].info - symbol::parameter, c.node = id;
          return c;
        }
  return c;
}

}  // namespace ctnn::inline CTNN_TARGET::graph

namespace ctnn::inline CTNN_TARGET {

using graph::linear;

}  // namespace ctnn::inline CTNN_TARGET
