// SPDX-License-Identifier: BSL-1.0
// Random formulas: their derivatives are their slopes, by finite differences, and the steps of a kernel compute what
// they say. No compiler has a part in it, so there are thousands of them.
#include <doctest/doctest.h>

#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/steps.hpp>
#include <ctnn/graph/tangents.hpp>

#include "../graph/evaluator.hpp"
#include "draw.hpp"

using namespace ctnn::graph;

namespace {

// A random formula of some symbols, and one number that is made of it.
struct Drawn {
  Graph g;
  laws::Draw draw;
  std::vector<Value> values;  // that further nodes may be made of
  std::vector<int> symbols;
  struct Pair {
    int node, same;
  };
  std::vector<Pair> seen_as;  // views, and the same as nodes that went down nowhere
  int root = -1, most_axes;   // (an order has room for eight; an adjoint may need twice as many as its value)

  explicit Drawn(unsigned seed, int axes = 4) : draw{0x9e3779b97f4a7c15ull * (seed + 1)}, most_axes(axes) {
    g.axis(2);
    for (int k = 0; k < 4; ++k) g.axis(1 + draw.below(4));
    for (int k = 0; k < 3; ++k) symbol();
    const int most = 5 + draw.below(36);
    for (int tries = 0; g.size() < most && g.extents.size() < 18 && tries < 100; ++tries) grow();
    Value loss = ends(values.back());
    if (draw.below(2)) loss = loss + ends(any());
    root = loss.id;
  }

  bool chance(int in) { return draw.below(in) == 0; }
  double number() { return draw.below(7) * 0.5 - 1.5 + 0.03; }
  Value any() {  // often one of the last
    const int n = int(values.size());
    return values[std::size_t(chance(2) ? draw.below(n) : n - 1 - draw.below(n < 4 ? n : 4))];
  }
  Axis any_axis() { return {draw.below(g.extents.size())}; }
  bool fits(Axes axes) const { return __builtin_popcount(axes) <= most_axes && g.extent(axes) <= 300; }
  void keep(Value v) {
    if (fits(v.axes())) values.push_back(v);
  }
  Order some_axes(int most) {
    Order order;
    for (int k = draw.below(most + 1); k > 0; --k)
      if (const Axis a = any_axis(); !(order.axes() & a)) order.add(a);
    return order;
  }
  void symbol() {
    const Order order = some_axes(most_axes < 3 ? most_axes : 3);
    values.push_back({&g, g.symbol(int(symbols.size()), order)});
    symbols.push_back(values.back().id);
  }
  // One number of a value: its sum, often weighted, so that adjoints differ from element to element.
  Value ends(Value v) {
    if (chance(3)) return sum(v);
    const Value weight{&g, g.symbol(int(symbols.size()), v.order())};
    symbols.push_back(weight.id);
    return chance(4) ? mean(v * weight) : sum(v * weight);
  }

  void grow() {
    switch (draw.below(12)) {
      case 0:
        return symbols.size() < 6 ? symbol() : unary();
      case 1:
      case 2:
        return unary();
      case 3:
      case 4:
      case 5:
        return binary();
      case 6:
        return choice();
      case 7:
      case 8:
        return reduction();
      case 9:
      case 10:
        return window();
      default:
        return arrangement();
    }
  }
  void unary() {
    const Value a = any();
    switch (draw.below(12)) {
      case 0:
        return keep(exp(tanh(a)));
      case 1:
        return keep(log(1.2 + square(a)));
      case 2:
        return keep(log1p(square(a)));
      case 3:
        return keep(tanh(a));
      case 4:
        return keep(sigmoid(a));
      case 5:
        return keep(erf(a));
      case 6:
        return keep(sqrt(0.7 + square(a)));
      case 7:
        return keep(square(a));
      case 8:
        return keep((abs)(a));
      case 9:
        return keep(-a);
      case 10:
        return keep(detach(a) * a);
      default:
        return keep(position(g, any_axis()) * 0.3 + a);
    }
  }
  void binary() {
    const Value a = any(), b = any();
    switch (draw.below(9)) {
      case 0:
      case 1:
        return keep(a + b);
      case 2:
        return keep(a - b);
      case 3:
      case 4:
        return keep(a * b);
      case 5:
        return keep(a / (1.5 + square(b)));
      case 6:
        return keep(number() * a);
      case 7:
        return keep((max)(a, b));
      default:
        return keep((min)(a, b));
    }
  }
  void choice() {
    const Value a = any(), b = any(), c = any();
    const double limit = number();
    if (!fits(a.axes() | b.axes() | c.axes())) return;
    switch (draw.below(7)) {
      case 0:
        return keep(where(a < b, c, a));
      case 1:
        return keep(where(a <= limit, number(), c));
      case 2:
        return keep((max)(a, number()));
      case 3:
        return keep((min)(a, number()));
      case 4:
        return keep(clamp(a, number(), 2.1));
      case 5:
        return keep(clamp(a, -2 - square(b), 0.6 + square(c)));
      default:
        return keep((a < b) * c + (a == b));
    }
  }
  void reduction() {
    const Value a = any(), b = any();
    Axes along = 0;
    for (int k = 0; k < a.rank(); ++k)
      if (chance(2)) along |= a[k];
    if (chance(4)) along |= any_axis();  // which it may not vary along
    switch (draw.below(7)) {
      case 0:
      case 1:
        return keep(sum(a, along));
      case 2:
        return keep(mean(a, along));
      case 3:
        return keep((max)(a, along));
      case 4:
        return keep(reduce(Op::first_maximum, a, along));
      case 5:
        return keep(reduce(Op::minimum, a, along));
      default:
        if (fits(a.axes() | b.axes())) keep(sum(a * b, along));
    }
  }
  // An index of one to three axes, some of them new, some of the value's own.
  Index index(Value v, int extent) {
    if (chance(6)) return draw.below(extent + 2) - 1;
    Index i = 0;
    for (int terms = chance(2) ? 1 : 2 + draw.below(2); i.terms < terms;) {
      const Axis a = chance(2)                   ? g.axis(1 + draw.below(5))
                     : v.rank() > 0 && chance(2) ? v[draw.below(v.rank())]
                                                 : any_axis();
      const int coefficient = draw.below(4) - 1;
      i = i + (coefficient <= 0 ? coefficient - 1 : coefficient) * Index(a);
    }
    i = i + (draw.below(7) - 3);
    if (chance(4)) i.divisor = 2 + draw.below(2);
    return i;
  }
  // All axes of what a view of a value goes down to.
  Axes inner_axes(Value a) const {
    Axes axes = a.axes();
    if (const Op op = a.node().op; op == Op::sum || op == Op::multiply || op == Op::negate)
      for (const int k : a.node().arg)
        if (k >= 0) axes |= inner_axes({a.graph, k});
    return axes;
  }
  Value as_it_is(Value a, View v) {
    Axes from = 0, to = 0;
    for (int k = 0; k < v.count; ++k) from |= 1u << v.put[k].axis, to |= v.put[k].index.axes();
    Order order;
    for (int axis = 0; axis < 32; ++axis)
      if (((a.axes() & ~from) | to) >> axis & 1) order.add({axis});
    return {&g, g.add({.op = Op::view, .arg = {a.id, -1, -1}, .axes = order.axes(), .order = order, .info = g.add(v)})};
  }
  void window() {
    const Value a = any();
    if (a.rank() == 0) return;
    View v;
    if (chance(3)) v.fill = Fill::lowest;
    for (int k = 0; k < a.rank() && v.count < 3; ++k)
      if (chance(2) || (k + 1 == a.rank() && v.count == 0)) {
        if (chance(4)) v.put[v.count++] = Put{a[k], Index(g.axis(1 + draw.below(5)))};    // by another name
        else if (v.count > 0 && chance(3)) v.put[v.count++] = Put{a[k], v.put[0].index};  // a diagonal
        else v.put[v.count++] = Put{a[k], index(a, a.extent(a[k]))};
      }
    Axes axes = inner_axes(a);
    for (int k = 0; k < v.count; ++k) axes |= v.put[k].index.axes();
    if (__builtin_popcount(axes) > 2 * most_axes) return;
    const Value seen = view(a, v);
    seen_as.push_back({seen.id, as_it_is(a, v).id});
    keep(v.fill == Fill::zero ? seen : (max)(seen, -3.5));
  }
  void arrangement() {
    const Value a = any();
    Order order, left = a.order();
    while (left.rank() > 0) {
      const Axis next = left[draw.below(left.rank())];
      order.add(next), left = left.without(next);
    }
    if (order == a.order()) return;
    keep({&g, g.add({.op = Op::arrange, .arg = {a.id, -1, -1}, .axes = order.axes(), .order = order})});
  }
};

// All of a formula computed once, with random numbers for its symbols; and again, these moved a little.
naive::Evaluator computed(Drawn& f) {
  naive::Evaluator e(f.g);
  for (const int s : f.symbols) {
    std::vector<double> v(std::size_t(f.g.extent(f.g[s].axes)));
    for (double& x : v) x = 1.4 * f.draw();
    e.set(s, v);
  }
  e.run();
  return e;
}
naive::Evaluator moved(Drawn& f, naive::Evaluator e, int end) {
  for (const int s : f.symbols) {
    std::vector<double> v = e.all(s);
    for (double& x : v) x += 1e-4 * f.draw();
    e.set(s, v);
  }
  e.hold_detached(), e.run_below(end);
  return e;
}
// May a small step change which side of a formula counts? Then it has no slope here. `moved` is the same with all
// symbols moved a little: what is as far apart there is a tie that stays one.
bool near_a_kink(const Graph& g, const naive::Evaluator& e, const naive::Evaluator& moved, int root) {
  bool near = false;
  for (int id = 0; id <= root; ++id) {
    const Node& n = g[id];
    const int zero = -1;
    const auto tie = [&](int a, const naive::Place& p, int b, const naive::Place& q) {
      const double apart = e.get(a, p) - e.get(b, q);
      near |= std::fabs(apart) < 1e-3 && apart != moved.get(a, p) - moved.get(b, q);
    };
    const bool chooses = n.op == Op::max || n.op == Op::min || n.op == Op::clamp || is_mask(n.op);
    if (chooses || n.op == Op::abs || n.op == Op::where)
      e.each(n.axes, [&](const naive::Place& p) {
        if (chooses) tie(n.arg[0], p, n.arg[1], p);
        if (n.op == Op::clamp) tie(n.arg[0], p, n.arg[2], p), tie(n.arg[1], p, n.arg[2], p);
        if (n.op == Op::abs || (n.op == Op::where && !is_mask(g[n.arg[0]].op))) tie(n.arg[0], p, zero, p);
      });
    if (is_reduction(n.op) && n.op != Op::sum)
      e.each(n.axes | Axes(n.info), [&](const naive::Place& p) { tie(n.arg[0], p, id, p); });
    for (const double x : e.all(id)) near |= std::isnan(x) || (std::fabs(x) > 1e3 && x != -naive::infinity);
  }
  return near;
}

// Are the adjoints of all symbols the slopes of f.root, at two random elements each? Gives how many were not 0; -1 if
// there is a kink.
int slopes_agree(Drawn& f, unsigned seed) {
  const int forward = f.root + 1;
  const Adjoints adjoints = derive({&f.g, f.root}, {&f.g, f.g.constant(1)});
  naive::Evaluator e = computed(f);
  if (near_a_kink(f.g, e, moved(f, e, forward), f.root)) return -1;
  int differing = 0;
  for (const int s : f.symbols) {
    const Value slope = adjoints[{&f.g, s}];
    REQUIRE_MESSAGE((slope.axes() & ~f.g[s].axes) == 0, "seed " << seed << "\n" << naive::written(f.g));
    const std::vector<double> at = e.all(s), slopes = e.all(slope.id, f.g[s].order);
    for (int k = 0; k < 2; ++k) {
      const std::size_t element = std::size_t(f.draw.below(int(at.size())));
      const auto loss = [&](double step) {
        naive::Evaluator stepped = e;
        std::vector<double> v = at;
        v[element] += step;
        stepped.set(s, v), stepped.hold_detached(), stepped.run_below(forward);
        return stepped.get(f.root);
      };
      const double h = 1e-5, measured = (loss(h) - loss(-h)) / (2 * h), told = slopes[element];
      differing += measured != 0;
      const double tolerance = 1e-6 * (1 + std::fabs(measured) + std::fabs(e.get(f.root)));
      REQUIRE_MESSAGE(std::fabs(measured - told) < tolerance, "seed " << seed << ", symbol " << s << ", element "
                                                                      << element << ": " << told << " and not "
                                                                      << measured << "\n"
                                                                      << naive::written(f.g));
    }
  }
  return differing;
}

// What steps compute where leaves have these numbers: `load` gives them by number.
std::vector<double> interpreted(const StepList& steps, const auto& load) {
  std::vector<double> value, results;
  for (int k = 0; k < steps.words.size(); ++k) {
    const Word w = steps.words[k];
    const Op op = Op(w & 255);
    const auto argument = [&](int i) { return std::size_t(w >> (8 + 16 * i) & 65535); };
    const auto before = [&](int i) { return argument(i) < value.size() ? value[argument(i)] : NAN; };
    if (op == Op::symbol) value.push_back(load(int(argument(0))));
    else if (op == Op::constant) value.push_back(__builtin_bit_cast(double, steps.numbers[int(argument(0))]));
    else value.push_back(naive::Evaluator::computed(op, before(0), before(1), before(2)));
  }
  for (const int k : steps.results) results.push_back(value[std::size_t(k)]);
  return results;
}

}  // namespace

TEST_CASE("derivatives of random formulas are their slopes") {
  int checked = 0, differing = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Drawn f(seed);
    const int slopes = slopes_agree(f, seed);
    checked += slopes >= 0, differing += slopes > 0 ? slopes : 0;
  }
  CHECK(checked >= 2000);
  CHECK(differing >= 5000);
}

TEST_CASE("so are derivatives of derivatives") {
  int checked = 0, differing = 0;
  for (unsigned seed = 10000; seed < 11500; ++seed) {
    Drawn f(seed, 2);
    const Value slope = derive({&f.g, f.root}, {&f.g, f.g.constant(1)})[{&f.g, f.symbols[0]}];
    if (slope.nothing()) continue;
    f.root = f.ends(slope).id;
    const int slopes = slopes_agree(f, seed);
    checked += slopes >= 0, differing += slopes > 0 ? slopes : 0;
  }
  CHECK(checked >= 300);
  CHECK(differing >= 300);
}

// Forward and reverse: a tangent of one number is its adjoint, summed over what goes along; and the Laplacian, of which
// tangents are taken at once, is the sum of tangents of tangents.
TEST_CASE("tangents of random formulas are their adjoints") {
  int compared = 0, differing = 0, bent = 0;
  for (unsigned seed = 30000; seed < 38000; ++seed) {
    Drawn f(seed, 2);
    Value x{&f.g, -1}, root{&f.g, f.root};
    for (const int s : f.symbols)
      if (f.g[s].order.rank() > 0 && (x.nothing() || f.chance(2))) x.id = s;
    if (x.nothing() || f.g.extents.size() > 26) continue;
    const int width = x.extent(x[-1]);
    const Axis k = x.axis(width), of_second = x.axis(width);
    const Value adjoint = derive(root, {&f.g, f.g.constant(1)}, x)[x];
    const Value tangent = Tangents(x, root, Index(k)).of_root();
    const Value laplacian = Tangents(x, root, Index(of_second)).laplacian();
    Value twice;
    for (int c = 0; c < width; ++c)
      if (const Value once = Tangents(x, root, c).of_root(); !once.nothing())
        twice = simplified(Op::add, twice, Tangents(x, once, c).of_root());
    const naive::Evaluator e = computed(f);
    const auto near = [&](double a, double b) {
      if (std::isfinite(a) && std::isfinite(b) && std::fabs(a) < 1e6)
        REQUIRE_MESSAGE(std::fabs(a - b) <= 1e-9 * (1 + std::fabs(a)), "seed " << seed << ": " << a << " and not " << b
                                                                               << "\n"
                                                                               << naive::written(f.g));
    };
    std::vector<double> sums(std::size_t(width), 0.0);
    e.each(x.order(), [&](const naive::Place& p) { sums[std::size_t(p.along[x[-1].id])] += e.get(adjoint.id, p); });
    for (int c = 0; c < width; ++c) {
      naive::Place p;
      p.along[k.id] = c;
      near(e.get(tangent.id, p), sums[std::size_t(c)]);
      ++compared, differing += sums[std::size_t(c)] != 0;
    }
    near(e.get(laplacian.id), e.get(twice.id));
    bent += std::fabs(e.get(twice.id)) > 1e-3;
  }
  CHECK(compared >= 10000);
  CHECK(differing >= 8000);
  CHECK(bent >= 500);
}
TEST_CASE("derivatives of Laplacians of random formulas are their slopes") {
  int checked = 0, differing = 0;
  for (unsigned seed = 40000; seed < 44000; ++seed) {
    Drawn f(seed, 2);
    const Value x{&f.g, f.symbols[0]};
    if (x.rank() == 0 || f.g.extents.size() > 20) continue;
    const Value laplacian = Tangents(x, {&f.g, f.root}, Index(x.axis(x.extent(x[-1])))).laplacian();
    if (laplacian.nothing()) continue;
    f.root = f.ends(laplacian).id;
    const int slopes = slopes_agree(f, seed);
    checked += slopes >= 0, differing += slopes > 0 ? slopes : 0;
  }
  CHECK(checked >= 300);
  CHECK(differing >= 300);
}

// A view goes down past products and sums, and what is in its place already is none.
TEST_CASE("views of random formulas hold what they say") {
  int compared = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Drawn f(seed);
    const naive::Evaluator e = computed(f);
    for (const auto [node, same] : f.seen_as) {
      REQUIRE(f.g[node].axes == f.g[same].axes);
      const std::vector<double> found = e.all(node, f.g[same].order), expected = e.all(same);
      for (std::size_t k = 0; k < found.size(); ++k, ++compared)
        REQUIRE_MESSAGE(
            (found[k] == expected[k] || std::fabs(found[k] - expected[k]) <= 1e-12 * std::fabs(expected[k])),
            "seed " << seed << ", node " << node << ": " << found[k] << " and not " << expected[k] << "\n"
                    << naive::written(f.g));
    }
  }
  CHECK(compared >= 10000);
}

// What is not lane by lane is loaded, as from a kernel's own rows and tables.
TEST_CASE("the steps of random formulas compute what these say") {
  int compared = 0;
  for (unsigned seed = 20000; seed < 21000; ++seed) {
    Drawn f(seed);
    derive({&f.g, f.root}, {&f.g, f.g.constant(1)});
    const naive::Evaluator e = computed(f);
    Extraction steps(f.g);
    std::vector<int> loaded(std::size_t(symbol::statistic), -1);  // by number
    for (const int s : f.symbols) loaded[std::size_t(f.g[s].info)] = s;
    int leaves = 0;
    for (int id = 0; id < f.g.size(); ++id) {
      const Op op = f.g[id].op;
      if (op == Op::position) loaded[std::size_t(symbol::position + f.g[id].info)] = id;
      if (is_leaf(op) || is_lanewise(op)) continue;
      loaded[std::size_t(symbol::row + leaves)] = id;
      steps.leaf(id, symbol::row + leaves++);
    }
    std::vector<int> results;
    Axes axes = 0;
    for (int k = 0; k < 3; ++k) {
      results.push_back(f.draw.below(f.g.size()));
      axes |= f.g[results.back()].axes;
    }
    for (const int r : results) steps.result(r);
    const StepList program = steps.finish();
    if (f.g.extent(axes) > 2000) continue;
    e.each(axes, [&](const naive::Place& p) {
      const auto found = interpreted(program, [&](int number) { return e.get(loaded[std::size_t(number)], p); });
      for (std::size_t k = 0; k < results.size(); ++k) {
        const double a = e.get(results[k], p);
        REQUIRE_MESSAGE((a == found[k] || (std::isnan(a) && std::isnan(found[k]))),
                        "seed " << seed << ", node " << results[k] << ": " << found[k] << " and not " << a << "\n"
                                << naive::written(f.g));
        ++compared;
      }
    });
  }
  CHECK(compared >= 10000);
}
