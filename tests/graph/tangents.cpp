// SPDX-License-Identifier: BSL-1.0
// Tangents, as the formulas that they are. (That they are right as numbers is what laws/graph_fuzz.cpp shows.)
#include <doctest/doctest.h>
#include <ctnn/graph/tangents.hpp>

#include "evaluator.hpp"
#include "formula.hpp"

namespace {

constexpr Value tangent(Value x, Value root, const Index& k) { return Tangents(x, root, k).of_root(); }

// A change passes lane by lane as an adjoint does, and along sums as a sum.
constexpr int passes() {
  Lines is;
  Symbols s;
  const Value x = s.x;
  const Value unit = where(position(s.g, s.f) == 2, 1, 0);
  const auto d = [&](Value r) { return tangent(x, r, 2); };
  const Value t = tanh(x), e = exp(x);
  is(same(d(x), unit) && same(d(t), unit * (1 - t * t)) && same(d(e), unit * e) && same(d(-x), -unit));
  is(same(d(x * s.z), unit * s.z) && same(d(x + s.bias), unit) && same(d(s.z - x), -unit));
  is(same(d(where(s.z < 0, x, s.y)), where(s.z < 0, unit, 0)) &&
     same(d((max)(x, 0)), where((max)(x, 0) <= 0, 0, unit)));
  is(same(d(sum(t, features)), at(1 - t * t, Put{s.f, 2})) && same(d(sum(t, batch)), sum(d(t), batch)));
  is(same(d((max)(x, features)), sum(unit * where(x == (max)(x, features), 1, 0), features) /
                                     sum(where(x == (max)(x, features), 1, 0), features)));
  // Two ways are added.
  is(same(d(x * t), unit * t + unit * (1 - t * t) * x));
  // What is constant, detached or a mask has none.
  is(d(s.z).nothing() && d(detach(x)).nothing() && d(x < s.z).nothing() && d(s.constant(3)).nothing());
  return is.first_wrong;
}
static_assert(passes() == 0);

// The first layer's tangents are columns of its weight: of the samples it knows nothing, and nothing is summed.
constexpr int columns_of_a_weight() {
  Lines is;
  Symbols s;
  const Axis o = s.g.axis(3), k = s.g.axis(5);
  const Value w = s.symbol(symbol::parameter, o, s.f), y = sum(s.x * w, s.f) + s.symbol(symbol::parameter + 1, o);
  is(same(tangent(s.x, y, 2), at(w, Put{s.f, 2})));
  is(same(tangent(s.x, y, k), s.symbol(symbol::parameter, o, k)));
  const Value h = tanh(y);
  is(same(tangent(s.x, h, k), s.symbol(symbol::parameter, o, k) * (1 - h * h)));
  // Another value than a parameter is seen there.
  const Value v = s.symbol(9, o, s.f);
  is(same(tangent(s.x, sum(s.x * v, s.f), k), at(v, Put{s.f, k})));
  return is.first_wrong;
}
static_assert(columns_of_a_weight() == 0);

// The second derivatives are summed before the next layer multiplies them: its product has no axis of coordinates.
constexpr int laplacians() {
  Lines is;
  Symbols s;
  const Axis o = s.g.axis(3), p = s.g.axis(4), k = s.g.axis(5);
  const Value w = s.symbol(symbol::parameter, o, s.f), v = s.symbol(symbol::parameter + 1, p, o);
  const Value h = tanh(sum(s.x * w, s.f)), y = sum(h * v, o);
  const Value wk = s.symbol(symbol::parameter, o, k), hk = wk * (1 - h * h);
  const Value inner = Tangents(s.x, h, k).laplacian(), outer = Tangents(s.x, y, k).laplacian();
  is(same(inner, sum(-(hk * h + hk * h) * wk, k)));
  is(same(outer, sum(inner * v, o)) && outer.axes() == y.axes());
  is(Tangents(s.x, sum(s.x * w, s.f), k).laplacian().nothing() && Tangents(s.x, s.x, k).laplacian().nothing());
  is(Tangents(s.x, (max)(s.x, 0), k).laplacian().nothing() && Tangents(s.x, s.z, k).laplacian().nothing());
  return is.first_wrong;
}
static_assert(laplacians() == 0);

}  // namespace

TEST_CASE("tangents at run time") {
  CHECK(passes() == 0);
  CHECK(columns_of_a_weight() == 0);
  CHECK(laplacians() == 0);
}

// A view that looks outside has no change there, even where a change is the same everywhere.
TEST_CASE("tangents of a padded window") {
  Symbols s(1, 3);
  const Axis w = s.g.axis(5);
  const Value slope = sum(s.x, s.f) + 0 * s.bias;  // along f, and its tangent is not
  const Value window = at(sum(s.x, s.f), Put{-1, Index(w) - 1}), padded = at(slope, Put{s.f, Index(w) - 1});
  const Value lowest = at_or_lowest(s.x, Put{s.f, Index(w) - 1});
  const Value d = tangent(s.x, padded, 1), e = tangent(s.x, window, 1), l = tangent(s.x, lowest, 1);
  naive::Evaluator n(s.g);
  n.set(s.x.id, {1, 2, 3}), n.set(s.bias.id, {4, 5, 6}), n.run();
  const std::vector<double> found = n.all(d.id, order(w)), guarded = n.all(e.id, order(w));
  CHECK(n.all(l.id, order(w)) == std::vector<double>{0, 0, 1, 0, 0});
  CHECK(found == std::vector<double>{0, 1, 1, 1, 0});
  CHECK(guarded == std::vector<double>{0, 1, 0, 0, 0});
}

// Of functions of n = |x|^2 in three dimensions: 4 n h''(n) + 6 h'(n).
TEST_CASE("a Laplacian has the right value") {
  Symbols s(2, 3);
  const Value r = sum(square(s.x), s.f);
  const Value f = log(r), g = exp(0.5 * r), q = r * sum(s.x, s.f), root = sqrt(r);
  const Axis k = s.g.axis(3);
  const Value all[] = {r, f, g, q, root, r / (1 + r), erf(r), sigmoid(r)};
  std::vector<int> laplacians;
  for (const Value v : all) laplacians.push_back(Tangents(s.x, v, k).laplacian().id);
  naive::Evaluator e(s.g);
  const std::vector<double> x = {0.3, -0.5, 0.7, 1.1, 0.2, -0.4};
  e.set(s.x.id, x), e.run();
  for (int b = 0; b < 2; ++b) {
    naive::Place p;
    p.along[0] = b;
    const double* v = x.data() + 3 * b;
    const double n = v[0] * v[0] + v[1] * v[1] + v[2] * v[2], sum = v[0] + v[1] + v[2];
    const double sig = 1 / (1 + std::exp(-n)), slope = sig * (1 - sig), normal = 2 / std::sqrt(3.14159265358979323846);
    const double expected[] = {6,
                               4 * n * (-1 / (n * n)) + 6 / n,
                               std::exp(0.5 * n) * (n + 3),
                               10 * sum,
                               2 / std::sqrt(n),
                               4 * n * (-2 / std::pow(1 + n, 3)) + 6 / std::pow(1 + n, 2),
                               normal * std::exp(-n * n) * (4 * n * -2 * n + 6),
                               4 * n * slope * (1 - 2 * sig) + 6 * slope};
    for (std::size_t i = 0; i < laplacians.size(); ++i) {
      CAPTURE(i);
      CHECK(e.get(laplacians[i], p) == doctest::Approx(expected[i]).epsilon(1e-13));
    }
  }
}
