// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cmath>
#include <vector>

#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/symbols.hpp>

// The naive evaluator: every node of a graph in full, in double precision, over its axes in the order of its
// dimensions. Nothing here knows of kernels or memory.
namespace naive {

using namespace ctnn;
using graph::Axes, graph::Graph, graph::Node, graph::Op, graph::Order;

class Evaluator {
 public:
  const Graph& g;
  std::vector<std::vector<double>> of;   // by node, in the order of its dimensions
  std::vector<int> extent;               // of the axes
  std::vector<double> uniforms;

  Evaluator(const Graph& graph, int samples) : g(graph), of(graph.size()) {
    for (int a = 0; a < g.extents.size(); ++a) extent.push_back(a == 0 ? samples : g.extents[a]);
  }
  int size(Order order) const {
    int n = 1;
    for (int d = 0; d < order.rank(); ++d) n *= extent[order[d].id];
    return n;
  }
  void set(int node, const std::vector<double>& values) { of[node] = values; }

  void run() {
    for (int id = 0; id < g.size(); ++id) {
      if (g[id].op != Op::item) run(id);
      else if (g.scans[g[id].info / graph::Scan::most].item == id) run_scan(g.scans[g[id].info / graph::Scan::most]);
    }
  }

 private:
  template <class F>
  void each(Order order, F f) const {
    int index[32] = {};
    const int rank = order.rank();
    for (int n = size(order); n-- > 0;) {
      f(index);
      for (int d = rank; d-- > 0;) {
        if (++index[order[d].id] < extent[order[d].id]) break;
        index[order[d].id] = 0;
      }
    }
  }
  int place(Order order, const int* index) const {
    int at = 0;
    for (int d = 0; d < order.rank(); ++d) at = at * extent[order[d].id] + index[order[d].id];
    return at;
  }
  double get(int node, const int* index) const { return node < 0 ? 0 : of[node][place(g[node].order, index)]; }
  bool depends(int id, const graph::Scan& s) const {
    if (g[id].op == Op::item) return false;
    for (int k = 0; k < s.states; ++k)
      if (id == s.previous[k]) return true;
    for (int a : g[id].arg)
      if (a >= 0 && depends(a, s)) return true;
    return false;
  }
  void run_scan(const graph::Scan& s) {
    std::vector<int> body;
    for (int k = 0; k < s.states; ++k) {
      const Order order = g[s.previous[k]].order;
      of[s.previous[k]].resize(size(order)), of[s.item + k].resize(size(g[s.item + k].order));
      each(order, [&](const int* i) { of[s.previous[k]][place(order, i)] = get(s.first[k], i); });
    }
    for (int id = 0; id < s.item; ++id)
      if (g[id].op != Op::previous && depends(id, s)) body.push_back(id);
    for (int n = 0; n < extent[s.axis]; ++n) {
      const int t = s.backwards ? extent[s.axis] - 1 - n : n;
      for (int id : body) run(id);
      std::vector<std::vector<double>> next(s.states);
      for (int k = 0; k < s.states; ++k) {
        const Order order = g[s.previous[k]].order;
        next[k].resize(of[s.previous[k]].size());
        each(order, [&](int* i) {
          i[s.axis] = t;
          of[s.item + k][place(g[s.item + k].order, i)] = next[k][place(order, i)] = get(s.body[k], i);
          i[s.axis] = 0;
        });
      }
      for (int k = 0; k < s.states; ++k) of[s.previous[k]] = next[k];
    }
  }
  void run(int id) {
    const Node& n = g[id];
    if (n.op == Op::symbol || n.op == Op::previous) {
      if (of[id].empty()) of[id].resize(size(n.order));
      return;
    }
    auto& out = of[id];
    out.assign(size(n.order), n.op == Op::maximum || n.op == Op::first_maximum ? -INFINITY : n.op == Op::minimum ? INFINITY : 0);
    if (graph::is_reduction(n.op)) {
      each(g[n.arg[0]].order, [&](const int* i) {
        double& r = out[place(n.order, i)];
        const double v = get(n.arg[0], i);
        if (n.op == Op::sum) r += v;
        else if (std::isnan(v) || std::isnan(r)) r = NAN;
        else r = n.op == Op::minimum ? std::fmin(r, v) : std::fmax(r, v);
      });
      return;
    }
    each(n.order, [&](const int* i) {
      const bool args = n.op != Op::view;
      const double a = n.arg[0] >= 0 && args ? get(n.arg[0], i) : 0, b = args ? get(n.arg[1], i) : 0,
                   c = args ? get(n.arg[2], i) : 0;
      out[place(n.order, i)] = value(n, i, a, b, c);
    });
  }
  double value(const Node& n, const int* i, double a, double b, double c) const {
    const auto count = [&] {
      double all = 1;
      for (int axis = 0; n.info >> axis != 0; ++axis)
        if (n.info >> axis & 1) all *= extent[axis];
      return all;
    };
    switch (n.op) {
      case Op::constant: return n.value;
      case Op::uniform: return uniforms.empty() ? n.value : uniforms[n.info];
      case Op::extent: return count();
      case Op::inverse_extent: return 1 / count();
      case Op::position: return i[n.info];
      case Op::add: return a + b;
      case Op::subtract: return a - b;
      case Op::multiply: return a * b;
      case Op::divide: return a / b;
      case Op::negate: return -a;
      case Op::less: return a < b;
      case Op::less_equal: return a <= b;
      case Op::equal: return a == b;
      case Op::where: return a != 0 ? b : c;
      case Op::exp: return std::exp(a);
      case Op::log: return std::log(a);
      case Op::log1p: return std::log1p(a);
      case Op::tanh: return std::tanh(a);
      case Op::sigmoid: return 1 / (1 + std::exp(-a));
      case Op::erf: return std::erf(a);
      case Op::sqrt: return std::sqrt(a);
      case Op::square: return a * a;
      case Op::max: return std::isnan(a) || std::isnan(b) ? NAN : std::fmax(a, b);
      case Op::min: return std::isnan(a) || std::isnan(b) ? NAN : std::fmin(a, b);
      case Op::clamp: return std::fmin(std::fmax(a, b), c);
      case Op::abs: return std::fabs(a);
      case Op::detach: return a;
      case Op::arrange: return get(n.arg[0], i);
      case Op::view: {
        const graph::View& v = g.views[n.info];
        int j[32];
        for (int k = 0; k < 32; ++k) j[k] = i[k];
        for (int k = 0; k < v.count; ++k) {
          const graph::Put& p = v.put[k];
          int s = p.index.offset;
          for (int t = 0; t < p.index.terms; ++t) s += p.index.term[t].coefficient * i[p.index.term[t].axis];
          if (s % p.index.divisor != 0 || s / p.index.divisor < 0 ||
              s / p.index.divisor >= (p.axis < 0 ? 1 : extent[p.axis]))
            return v.fill == graph::Fill::zero ? 0 : -INFINITY;
          if (p.axis >= 0) j[p.axis] = s / p.index.divisor;
        }
        return get(n.arg[0], j);
      }
      default: return 0;
    }
  }
};

}  // namespace naive
