// SPDX-License-Identifier: BSL-1.0
// What a graph computes, the slow and plain way: every node in full, in double, a number for each element of its axes.
#pragma once

#include <cmath>
#include <cstddef>
#include <ctnn/graph/graph.hpp>
#include <ctnn/graph/value.hpp>
#include <limits>
#include <string>
#include <vector>

namespace naive {

using namespace ctnn::graph;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

// Where an element is: its index along each axis, by the axis' number.
struct Place {
  int along[32] = {};
};

class Evaluator {
 public:
  explicit Evaluator(const Graph& graph) : g(graph), nodes(std::size_t(graph.size())) {
    for (const int n : g.extents) extents.push_back(n);
  }

  // An axis whose length the graph does not know; and a uniform's number, where it is not the traced one.
  void length(Axis a, int n) { extents[std::size_t(a.id)] = n; }
  void uniform(int number, double value) { uniforms.push_back({number, value}); }
  // A symbol's numbers, in the order of its dimensions, the last one fastest. All else that is a leaf is known.
  void set(int node, const std::vector<double>& numbers) {
    Values& v = start(node);
    std::size_t k = 0;
    each(g[node].order, [&](const Place& p) { v.number[v.place(p)] = numbers.at(k++); });
  }
  // From now on what is detached stays as it was computed last: of a derivative it is a constant.
  void hold_detached() { holding = true; }

  void run() { run_below(g.size()); }
  void run_below(int end) {
    for (int id = 0; id < end; ++id) run_from(id);
  }

  double get(int node, const Place& p) const {
    if (node < 0) return 0;  // nothing
    const Values& v = nodes[std::size_t(node)];
    return v.number[v.place(p)];
  }
  double get(int node) const { return get(node, Place{}); }
  // All numbers of a node in the order of its dimensions, or of more.
  std::vector<double> all(int node) const { return all(node, g[node].order); }
  std::vector<double> all(int node, Order order) const {
    std::vector<double> numbers;
    each(order, [&](const Place& p) { numbers.push_back(get(node, p)); });
    return numbers;
  }
  int extent(int axis) const { return extents[std::size_t(axis)]; }
  // f for each element of some axes, the last of them fastest.
  template <class F>
  void each(Order order, F f) const {
    Place p;
    each(order, 0, p, f);
  }
  void each(Axes axes, auto f) const {
    Place p;
    each(axes, 0, p, f);
  }

 private:
  // The numbers of a node, and how far apart they are along each axis: 0 where it does not vary.
  struct Values {
    std::vector<double> number;
    std::vector<std::size_t> distance;  // of axes up to the last that it varies along
    std::size_t place(const Place& p) const {
      std::size_t at = 0;
      for (std::size_t a = 0; a < distance.size(); ++a) at += distance[a] * std::size_t(p.along[a]);
      return at;
    }
  };
  const Graph& g;
  std::vector<Values> nodes;
  std::vector<int> extents;
  struct Uniform {
    int number;
    double value;
  };
  std::vector<Uniform> uniforms;
  bool holding = false;

  template <class F>
  void each(Order order, int k, Place& p, F& f) const {
    if (k == order.rank()) return f(static_cast<const Place&>(p));
    const int a = order[k].id;
    for (p.along[a] = 0; p.along[a] < extent(a); ++p.along[a]) each(order, k + 1, p, f);
    p.along[a] = 0;
  }
  template <class F>
  void each(Axes axes, int a, Place& p, F& f) const {
    while (a < 32 && !(axes >> a & 1)) ++a;
    if (a == 32) return f(static_cast<const Place&>(p));
    for (p.along[a] = 0; p.along[a] < extent(a); ++p.along[a]) each(axes, a + 1, p, f);
    p.along[a] = 0;
  }

  // Makes room for a node's numbers.
  Values& start(int node) {
    Values& v = nodes[std::size_t(node)];
    std::size_t count = 1;
    v.distance.clear();
    for (int a = 0; a < 32; ++a)
      if (g[node].axes >> a & 1) {
        v.distance.resize(std::size_t(a) + 1, 0);
        v.distance.back() = count, count *= std::size_t(extent(a));
      }
    v.number.resize(count);
    return v;
  }

  void run_from(int id) {
    const Node& n = g[id];
    if (n.op == Op::previous || inside_a_scan(id)) return;  // with its scan
    if (n.op == Op::item) {
      if (const Scan& s = g.scans[n.info / Scan::most]; s.item == id) scan(s);
    } else if (n.op != Op::symbol && !(n.op == Op::detach && holding)) run(id);
    else if (n.op == Op::symbol && nodes[std::size_t(id)].number.empty()) start(id);  // not set: 0
  }

  void run(int id) {
    const Node& n = g[id];
    Values& v = start(id);
    if (is_reduction(n.op)) each(n.axes, [&](const Place& p) { v.number[v.place(p)] = reduced(n, p); });
    else each(n.axes, [&](const Place& p) { v.number[v.place(p)] = element(n, p); });
  }

  double reduced(const Node& n, const Place& at) const {
    double r = n.op == Op::sum ? 0 : n.op == Op::minimum ? infinity : -infinity;
    each(Axes(n.info), [&](const Place& inner) {
      Place p = at;
      for (int a = 0; a < 32; ++a)
        if (Axes(n.info) >> a & 1) p.along[a] = inner.along[a];
      const double x = get(n.arg[0], p);
      r = n.op == Op::sum ? r + x : n.op == Op::minimum ? least(r, x) : greatest(r, x);
    });
    return r;
  }

  double element(const Node& n, const Place& p) const {
    if (n.op == Op::view) return seen(n, p);
    if (n.op == Op::constant) return n.value;
    if (n.op == Op::uniform) {
      for (const Uniform& u : uniforms)
        if (u.number == n.info) return u.value;
      return n.value;
    }
    if (n.op == Op::position) return p.along[n.info];
    if (n.op == Op::extent || n.op == Op::inverse_extent) {
      double count = 1;
      for (int a = 0; a < 32; ++a)
        if (Axes(n.info) >> a & 1) count *= extent(a);
      return n.op == Op::extent ? count : 1 / count;
    }
    return computed(n.op, get(n.arg[0], p), get(n.arg[1], p), get(n.arg[2], p));
  }

  // Each put's index, of the view's own element, is the element of its axis that is looked at.
  double seen(const Node& n, const Place& p) const {
    const View& view = g.views[n.info];
    Place from = p;
    for (int k = 0; k < view.count; ++k) {
      const Put& put = view.put[k];
      int index = put.index.offset;
      for (int t = 0; t < put.index.terms; ++t)
        index += put.index.term[t].coefficient * p.along[put.index.term[t].axis];
      const bool whole = index % put.index.divisor == 0;
      index /= put.index.divisor;
      if (!whole || index < 0 || index >= (put.axis < 0 ? 1 : extent(put.axis)))
        return view.fill == Fill::zero ? 0 : -infinity;
      if (put.axis >= 0) from.along[put.axis] = index;
    }
    return get(n.arg[0], from);
  }

  // A scan's states go from step to step. What depends on them is computed anew in each.
  bool inside_a_scan(int id) const {
    if (g.scans.size() == 0 || g[id].op == Op::item) return false;
    if (g[id].op == Op::previous) return true;
    for (const int a : g[id].arg)
      if (a >= 0 && inside_a_scan(a)) return true;
    return false;
  }
  bool depends(int id, const Scan& s) const {
    if (g[id].op == Op::item) return false;
    for (int k = 0; k < s.states; ++k)
      if (id == s.previous[k]) return true;
    for (const int a : g[id].arg)
      if (a >= 0 && depends(a, s)) return true;
    return false;
  }
  void scan(const Scan& s) {
    for (int k = 0; k < s.states; ++k) {
      copy(s.first[k], s.previous[k]);
      start(s.item + k);
    }
    std::vector<int> body;
    for (int id = 0; id < s.item; ++id)
      if (g[id].op != Op::previous && depends(id, s)) body.push_back(id);
    for (int step = 0; step < extent(s.axis); ++step) {
      const int t = s.backwards ? extent(s.axis) - 1 - step : step;
      // What the body takes from outside at this step it finds at index t of the scan's axis; its own nodes are
      // computed along all of it, and only index t is right.
      for (const int id : body) run(id);
      std::vector<std::vector<double>> next;
      for (int k = 0; k < s.states; ++k) {
        next.emplace_back();
        Values& item = nodes[std::size_t(s.item + k)];
        each(g[s.previous[k]].axes, [&](const Place& p) {
          Place now = p;
          now.along[s.axis] = t;
          next.back().push_back(item.number[item.place(now)] = get(s.body[k], now));
        });
      }
      for (int k = 0; k < s.states; ++k) {
        Values& state = nodes[std::size_t(s.previous[k])];
        std::size_t at = 0;
        each(g[s.previous[k]].axes, [&](const Place& p) { state.number[state.place(p)] = next[std::size_t(k)][at++]; });
      }
    }
  }
  void copy(int from, int to) {
    Values& v = start(to);
    each(g[to].axes, [&](const Place& p) { v.number[v.place(p)] = get(from, p); });
  }

 public:
  // NaN where either is, as simd::max and simd::min.
  static double greatest(double a, double b) { return std::isnan(b) ? b : b > a ? b : a; }
  static double least(double a, double b) { return std::isnan(b) ? b : b < a ? b : a; }
  static double computed(Op op, double a, double b, double c) {
    switch (op) {
      case Op::add:
        return a + b;
      case Op::subtract:
        return a - b;
      case Op::multiply:
        return a * b;
      case Op::divide:
        return a / b;
      case Op::negate:
        return -a;
      case Op::less:
        return a < b;
      case Op::less_equal:
        return a <= b;
      case Op::equal:
        return a == b;
      case Op::where:
        return a != 0 ? b : c;
      case Op::exp:
        return std::exp(a);
      case Op::log:
        return std::log(a);
      case Op::log1p:
        return std::log1p(a);
      case Op::tanh:
        return std::tanh(a);
      case Op::sigmoid:
        return 1 / (1 + std::exp(-a));
      case Op::erf:
        return std::erf(a);
      case Op::sqrt:
        return std::sqrt(a);
      case Op::square:
        return a * a;
      case Op::max:
        return greatest(a, b);
      case Op::min:
        return least(a, b);
      case Op::clamp:
        return least(greatest(a, b), c);
      case Op::abs:
        return std::fabs(a);
      case Op::detach:
      case Op::arrange:
        return a;
      default:
        return std::numeric_limits<double>::quiet_NaN();  // no operation on numbers
    }
  }
};

inline const char* name(Op op) {
  constexpr const char* names[] = {
      "constant", "uniform", "symbol",  "extent",  "inverse_extent", "position", "previous", "add",     "subtract",
      "multiply", "divide",  "negate",  "less",    "less_equal",     "equal",    "where",    "exp",     "log",
      "log1p",    "tanh",    "sigmoid", "erf",     "sqrt",           "square",   "max",      "min",     "clamp",
      "abs",      "detach",  "sum",     "maximum", "first_maximum",  "minimum",  "view",     "arrange", "item"};
  static_assert(sizeof names / sizeof *names == unsigned(Op::item) + 1);
  return names[unsigned(op)];
}
// Words and numbers, one after the other. (Sums of strings are something that g++ 12 warns of at -O3.)
inline std::string joined(const auto&... part) {
  std::string s;
  const auto add = [&](const auto& p) {
    if constexpr (requires { s += std::to_string(p); }) s += std::to_string(p);
    else s += p;
  };
  (add(part), ...);
  return s;
}
inline std::string written(const Index& i) {
  std::string s = std::to_string(i.offset);
  for (int t = 0; t < i.terms; ++t) s += joined(" + ", i.term[t].coefficient, " a", i.term[t].axis);
  return i.divisor == 1 ? s : joined("(", s, ") / ", i.divisor);
}
// A graph in words, a node a line, for those who look for a fault.
inline std::string written(const Graph& g) {
  std::string s = "extents";
  for (const int n : g.extents) s += joined(" ", n);
  for (int id = 0; id < g.size(); ++id) {
    const Node& n = g[id];
    s += joined("\n", id, " = ", name(n.op));
    for (const int a : n.arg)
      if (a >= 0) s += joined(" ", a);
    if (n.op == Op::constant || n.op == Op::uniform) s += joined(" ", n.value);
    else if (is_reduction(n.op) || is_leaf(n.op)) s += joined(" of ", n.info);
    if (n.op == Op::view) {
      const View& v = g.views[n.info];
      for (int k = 0; k < v.count; ++k) s += joined(" {a", v.put[k].axis, ": ", written(v.put[k].index), "}");
      if (v.fill == Fill::lowest) s += " or lowest";
    }
    s += "  [";
    for (int k = 0; k < n.order.rank(); ++k) s += joined(" a", n.order[k].id);
    s += " ]";
  }
  return s;
}

}  // namespace naive
