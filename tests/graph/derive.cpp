// SPDX-License-Identifier: BSL-1.0
// Derivatives, as the formulas that they are. (That they are right as numbers is what laws/graph_fuzz.cpp shows.)
#include <doctest/doctest.h>

#include "evaluator.hpp"
#include "formula.hpp"

namespace {

// The adjoint of `of` where that of r is g.
constexpr Value slope(Value r, Value g, Value of) { return derive(r, g)[of]; }

constexpr int primitives() {
  Lines is;
  Symbols s;
  const Value x = s.x, z = s.z, g = s.seed;
  const auto d = [&](Value r, Value to) { return slope(r, g, to); };
  // Of the result alone, where that is enough: what a derivative mentions is what forward has to keep.
  const Value t = tanh(x), sig = sigmoid(x), e = exp(x), root = sqrt(x);
  is(same(d(t, x), g * (1 - t * t)) && same(d(sig, x), g * (sig * (1 - sig))) && same(d(e, x), g * e));
  is(same(d(root, x), 0.5 * g / root));
  is(same(d(x * sigmoid(x), x), g * sig + (g * x) * (sig * (1 - sig))));
  // Of the argument.
  is(same(d(log(x), x), g / x) && same(d(log1p(x), x), g / (1 + x)) && same(d(square(x), x), g * (2 * x)));
  is(same(d(erf(x), x), g * (1.12837916709551257390 * exp(-(x * x)))));
  is(same(d(abs(x), x), where(0 < x, g, where(x < 0, -g, 0))));
  // A sum passes its adjoint on as it is, once for each use.
  is(same(d(x + z, x), g) && same(d(x + z, z), g) && same(d(x + x, x), g + g) && same(d(x, x), g));
  is(same(d(x - z, x), g) && same(d(x - z, z), -g) && same(d(-x, x), -g));
  is(same(d(x * z, x), g * z) && same(d(x * z, z), g * x) && same(d(x * x, x), g * x + g * x));
  const Value q = x / z;
  is(same(d(q, x), g / z) && same(d(q, z), -(g * q) / z));
  // What is chosen is selected, not multiplied by 0 or 1; r <= 0 does not hold for NaN, which lets the adjoint pass.
  const Value relu = (max)(x, 0), low = (min)(x, z), held = clamp(x, -1, 1), free = clamp(x, z, s.y);
  is(same(d(relu, x), where(relu <= 0, 0, g)) && same(d((max)(x, z), z), where((max)(x, z) <= z, g, 0)));
  is(same(d(low, x), where(z <= low, 0, g)) && same(d(low, z), where(z <= low, g, 0)));
  is(same(d(held, x), where(held <= -1, 0, where(s.constant(1) <= held, 0, g))));
  is(same(d(free, z), where(free <= z, g, 0)) && same(d(free, s.y), where(s.y <= free, g, 0)));
  is(same(d(where(x < z, x, s.y), x), where(x < z, g, 0)) && same(d(where(x < z, x, s.y), s.y), where(x < z, 0, g)));
  return is.first_wrong;
}
static_assert(primitives() == 0);

constexpr int keeps() {
  Lines is;
  Symbols s;
  const auto argument = [&](Value r) { return mentions(slope(r, s.seed, s.x), s.x); };
  // (The result mentions its argument: a symbol in its place shows what else does.)
  const auto beyond_the_result = [&](Op op, Value a = {}, Value b = {}) {
    const Value inner = call_of(op, s.y, a, b), d = slope(inner, s.seed, s.y);
    List<int> todo;
    todo.push(d.id);
    for (int k = 0; k < todo.size(); ++k) {
      if (todo[k] == s.y.id) return true;
      if (todo[k] == inner.id) continue;
      for (const int arg : s.g[todo[k]].arg)
        if (arg >= 0) todo.push(arg);
    }
    return false;
  };
  const Value zero = s.constant(0), one = s.constant(1);
  is(!beyond_the_result(Op::tanh) && !beyond_the_result(Op::sigmoid) && !beyond_the_result(Op::exp));
  is(!beyond_the_result(Op::sqrt) && !beyond_the_result(Op::max, zero) && !beyond_the_result(Op::clamp, zero, one));
  is(!beyond_the_result(Op::min, zero) && !beyond_the_result(Op::add, one) && !beyond_the_result(Op::negate));
  is(beyond_the_result(Op::square) && beyond_the_result(Op::log) && beyond_the_result(Op::erf));
  is(beyond_the_result(Op::abs) && beyond_the_result(Op::log1p));
  is(argument(s.x * sigmoid(s.x)) && !argument(s.x + 1) && !argument(3 * s.x));
  return is.first_wrong;
}
static_assert(keeps() == 0);

constexpr int no_path() {
  Lines is;
  Symbols s;
  const Value x = s.x, z = s.z, g = s.seed;
  is(slope(tanh(x), g, z).nothing() && slope(s.constant(3), g, x).nothing() && slope(x, g, s.bias).nothing());
  is(slope(detach(tanh(x)), g, x).nothing() && slope(x < z, g, x).nothing() && slope(x == x, g, x).nothing());
  is(slope(where(x < z, z, s.y), g, x).nothing() && same(slope(detach(x) + x, g, x), g));
  is(same(slope(detach(x) * x, g, x), g * detach(x)) && slope(x + 1, g, {&s.g, s.g.constant(1)}).nothing());
  is(slope(x, g, {&s.g, -1}).nothing());
  is(slope(x, g, exp(tanh(x))).nothing());  // made after the sweep
  is(slope(position(s.g, s.f) * x, g, position(s.g, s.f)).id >= 0);
  return is.first_wrong;
}
static_assert(no_path() == 0);

// What was broadcast receives the sum over what it was broadcast along; what was summed, the adjoint of the sum.
constexpr int broadcasts() {
  Lines is;
  Symbols s;
  const Value x = s.x, z = s.z, g = s.seed, row = sum(x, features);
  is(same(slope(x + s.bias, g, s.bias), sum(g, batch)) && same(slope(x * s.bias, g, s.bias), sum(g * x, batch)));
  is(same(slope(x * s.one, g, s.one), sum(g * x)) && same(slope(x - s.target, g, s.target), sum(-g, features)));
  is(same(slope(z * row, g, row), sum(g * z, features)) && same(slope(z * row, g, x), sum(g * z, features)));
  is(same(slope(row, s.target, x), s.target) && same(slope(sum(x), s.one, x), s.one));
  // An adjoint that is the same everywhere counts as often as there are elements.
  is(same(slope(x + s.bias, s.one, s.bias), s.one * extent_of(s.g, batch_axis)));
  is(same(slope(x + s.target, s.one, s.target), s.one * 5));
  // Of a product along three axes, what is left for each of the two.
  const Axis o = s.g.axis(3);
  const Value w = s.symbol(9, o, s.f), y = sum(w * x, s.f), dy = s.symbol(10, batch_axis, o);
  is(y.order() == order(o, batch_axis));
  is(same(slope(y, dy, w), sum(dy * x, batch)) && same(slope(y, dy, x), sum(dy * w, o)));
  is(slope(y, dy, w).axes() == w.axes() && slope(y, dy, x).axes() == x.axes());
  // The mean of squares: 2 / n times the difference, with no reduction left.
  const Value loss = mean(square(x - z));
  is(same(slope(loss, s.constant(1), x), extent_of(s.g, batch_axis | s.f, true) * (2 * (x - z))));
  // The greatest: shared among those that are.
  const Value greatest = (max)(x, features), hit = where(x == greatest, 1, 0);
  is(same(slope(greatest, s.target, x), s.target * hit / sum(hit, features)));
  return is.first_wrong;
}
static_assert(broadcasts() == 0);

// The adjoint of any subexpression, and the chain rule through it.
constexpr int inner_nodes() {
  Lines is;
  Symbols s;
  const Value inner = tanh(s.x), outer = exp(inner), g = s.seed;
  const Adjoints all = derive(outer, g);
  is(same(all[outer], g) && same(all[inner], g * outer) && same(all[s.x], slope(inner, g * outer, s.x)));
  // A sweep in parts is a sweep, and what a node receives besides is added.
  Adjoints parts(s.g);
  parts.seed(outer, g), parts.sweep(inner.id + 1, outer.id + 1);
  is(same(parts[inner], g * outer) && parts[s.x].nothing());
  parts.sweep(0, inner.id + 1);
  is(same(parts[s.x], all[s.x]));
  Adjoints more(s.g);
  more.seed(outer, g), more.seed(inner, s.y), more.seed(s.z, {&s.g, -1}), more.sweep(0, outer.id + 1);
  is(same(more[inner], s.y + g * outer) && more[s.z].nothing());
  return is.first_wrong;
}
static_assert(inner_nodes() == 0);

// The derivative is linear in the graph: x = x x + x, 60 times over, has 3^60 paths.
constexpr int sixty_deep() {
  Lines is;
  Symbols s;
  Value x = s.x;
  for (int k = 0; k < 60; ++k) x = x * x + x;
  const int before = s.g.size();
  const Value d = slope(x, s.seed, s.x);
  is(d.id >= 0 && s.g.size() - before <= 60 * 3);
  return is.first_wrong;
}
static_assert(sixty_deep() == 0);

constexpr Value newton(Value a) {
  Value y = a;
  for (int k = 0; k < 50; ++k) y = 0.5 * (y + a / y);
  return y;
}
constexpr int newton_is_linear() {
  Lines is;
  Symbols s;
  const int before = s.g.size();
  const Value y = newton(s.x);
  const int forward = s.g.size() - before;
  is(forward <= 3 * 50 + 1);
  is(slope(y, s.seed, s.x).id >= 0 && s.g.size() - before - forward <= 8 * 50);
  return is.first_wrong;
}
static_assert(newton_is_linear() == 0);

constexpr Value long_sum(Value x) {
  Value total = x;
  for (int k = 2; k <= 200; ++k) total = total + double(k) * x;
  return total;
}
constexpr int two_hundred_terms() {
  Lines is;
  Symbols s;
  const Value total = long_sum(s.x);
  const int forward = s.g.size();
  is(slope(total, s.seed, s.x).id >= 0 && s.g.size() - forward <= 2 * 200);
  return is.first_wrong;
}
static_assert(two_hundred_terms() == 0);

}  // namespace

TEST_CASE("derivatives at run time") {
  CHECK(primitives() == 0);
  CHECK(keeps() == 0);
  CHECK(no_path() == 0);
  CHECK(broadcasts() == 0);
  CHECK(inner_nodes() == 0);
  CHECK(sixty_deep() == 0);
  CHECK(newton_is_linear() == 0);
  CHECK(two_hundred_terms() == 0);
}

TEST_CASE("derivatives of deep formulas have the right values") {
  Symbols s(1, 2);
  const Value root = newton(s.x), total = long_sum(s.x);
  Value deep = s.x;
  for (int k = 0; k < 60; ++k) deep = deep * deep + deep;
  const Value d_root = slope(root, s.constant(1), s.x), d_total = slope(total, s.constant(1), s.x),
              d_deep = slope(deep, s.constant(1), s.x);
  naive::Evaluator e(s.g);
  e.set(s.x.id, {2, -0.5}), e.run();
  CHECK(e.all(root.id)[0] == doctest::Approx(std::sqrt(2.0)).epsilon(1e-15));
  CHECK(e.all(d_root.id)[0] == doctest::Approx(0.5 / std::sqrt(2.0)).epsilon(1e-14));
  CHECK(e.all(total.id)[0] == 2.0 * 200 * 201 / 2);
  CHECK(e.all(d_total.id, s.x.order())[0] == 200.0 * 201 / 2);
  double x = -0.5, dx = 1;
  for (int k = 0; k < 60; ++k) dx *= 2 * x + 1, x = x * x + x;
  CHECK(e.all(deep.id)[1] == x);
  CHECK(e.all(d_deep.id)[1] == doctest::Approx(dx).epsilon(1e-12));
}

// As torch's: an infinite adjoint dies at a clipped input, and NaN lets it pass.
TEST_CASE("derivatives at the edges") {
  Symbols s(1, 5);
  const double inf = naive::infinity, nan = NAN;
  const Value x = s.x, g = s.seed;
  const Value relu = slope((max)(x, 0), g, x), held = slope(clamp(x, -1, 1), g, x), size = slope((abs)(x), g, x),
              share = slope((max)(x, features), s.one, x), chosen = slope(where(x < 0, x, 0), g, x);
  naive::Evaluator e(s.g);
  e.set(x.id, {-1, 0, nan, 1, 1}), e.set(g.id, {inf, 2, 3, inf, 4}), e.set(s.one.id, {6}), e.run();
  const auto is = [&](Value v, const std::vector<double>& expected) {
    const std::vector<double> found = e.all(v.id);
    for (std::size_t k = 0; k < 5; ++k) {
      CAPTURE(k);
      CHECK(found[k] == expected[k]);
    }
  };
  is(relu, {0, 0, 3, inf, 4});
  is(held, {0, 2, 3, 0, 0});
  is(size, {-inf, 0, 0, inf, 4});
  is(chosen, {inf, 0, 0, 0, 0});
  e.set(x.id, {-1, 0, 1, 0.5, 1}), e.run();
  is(share, {0, 0, 3, 0, 3});  // two are the greatest
}
