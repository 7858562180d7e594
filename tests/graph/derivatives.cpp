// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/graph/derivatives.hpp>
#include <ctnn/graph/updates.hpp>

#include "evaluator.hpp"
#include "formula.hpp"

namespace {

// A network's result u along samples and its own features, of x along others.
struct Network : Symbols {
  Axis o;
  Value w, u;
  constexpr explicit Network(int samples = 0, int width = 5, int out = 3)
      : Symbols(samples, width),
        o(g.axis(out)),
        w(symbol(ctnn::graph::symbol::parameter, o, f)),
        u(ordered(tanh(sum(x * w, f)), order(batch_axis, o))) {
    g.last = o;
  }
};

// Along which axes derivatives are, also where they are the same for all samples, or none.
constexpr int axes() {
  Lines is;
  Network n;
  is(gradient(n.u, n.x).axes() == n.x.axes() && derivative(n.u, n.x, 2).axes() == n.u.axes());
  is(laplacian(n.u, n.x).axes() == n.u.axes());
  const Value straight = sum(n.x * n.w, n.f);
  is(gradient(straight, n.x).axes() == n.x.axes() && derivative(straight, n.x, 0).axes() == straight.axes());
  is(laplacian(straight, n.x).axes() == straight.axes() && gradient(n.y, n.x).axes() == n.x.axes());
  is(component(n.x, 1).axes() == batch_axis && component(n.u, 1).axes() == batch_axis);
  // `features` are those of u, and of x where there are no others.
  is(sum(gradient(n.u, n.x), features).axes() == batch_axis && sum(n.u, features).axes() == batch_axis);
  return is.first_wrong;
}
static_assert(axes() == 0);

// What derivatives bring along are constants, also in a formula with numbers that only run time knows; and these keep
// the places that calling the formula for its numbers gives them.
constexpr auto formula(auto u, auto x, double a, double b, double c) {
  const auto v = a * u;
  return mean(b * square(laplacian(v * v, x)) + c * derivative(v, x, 1) + square(v));
}
constexpr int numbers() {
  Lines is;
  Network n;
  n.g.numbers_are_uniform = true;
  List<int> results;
  results.push(formula(n.u, n.x, 2, 3, 4).id);
  n.g.numbers_are_uniform = false;
  const auto told = formula(Numbers<0, 2>{}, Numbers<0, 3>{}, 2, 3, 4);
  is(number_in_order(n.g, results) == told.count && n.g.uniforms == 3);
  for (int id = 0; id < n.g.size(); ++id)
    if (const Node& u = n.g[id]; u.op == Op::uniform) is(u.info < told.count && told.number[u.info] == u.value);
  return is.first_wrong;
}
static_assert(numbers() == 0);

}  // namespace

TEST_CASE("words of derivatives at run time") {
  CHECK(axes() == 0);
  CHECK(numbers() == 0);
}

// Against the network's own differences.
TEST_CASE("words of derivatives have the right values") {
  for (const int width : {1, 3}) {
    CAPTURE(width);
    Network n(2, width, 2);
    const Value slope = gradient(n.u, n.x), one = derivative(n.u, n.x, width - 1), bent = laplacian(n.u, n.x);
    const Value mixed = derivative(one, n.x, 0), part = component(n.x, width - 1);
    std::vector<double> x, w;
    for (int k = 0; k < 2 * width; ++k) x.push_back(0.3 * k - 0.4), w.push_back(0.5 - 0.2 * k);
    naive::Evaluator e(n.g);
    e.set(n.x.id, x);
    for (int id = 0; id < n.g.size(); ++id)  // (as a column it is a symbol of its own)
      if (n.g[id].op == Op::symbol && n.g[id].info == ctnn::graph::symbol::parameter) e.set(id, w);
    e.run();
    const double h = 1e-3;
    const auto at = [&](int b, int o, int k, double by, int m = 0, double further = 0) {
      std::vector<double> moved = x;
      moved[std::size_t(b * width + k)] += by * h, moved[std::size_t(b * width + m)] += further * h;
      double sum = 0;
      for (int i = 0; i < width; ++i) sum += moved[std::size_t(b * width + i)] * w[std::size_t(o * width + i)];
      return std::tanh(sum);
    };
    for (int b = 0; b < 2; ++b) {
      naive::Place p;
      p.along[0] = b;
      CHECK(e.get(part.id, p) == x[std::size_t(b * width + width - 1)]);
      for (int k = 0; k < width; ++k) {
        double total = 0;
        for (int o = 0; o < 2; ++o) total += (at(b, o, k, 1) - at(b, o, k, -1)) / (2 * h);
        p.along[n.f.id] = k;
        CHECK(e.get(slope.id, p) == doctest::Approx(total).epsilon(1e-5));
      }
      for (int o = 0; o < 2; ++o) {
        p.along[n.o.id] = o;
        double curvature = 0;
        const int k = width - 1;
        for (int i = 0; i < width; ++i) curvature += (at(b, o, i, 1) + at(b, o, i, -1) - 2 * at(b, o, i, 0)) / (h * h);
        CHECK(e.get(one.id, p) == doctest::Approx((at(b, o, k, 1) - at(b, o, k, -1)) / (2 * h)).epsilon(1e-5));
        CHECK(e.get(bent.id, p) == doctest::Approx(curvature).epsilon(1e-4));
        CHECK(e.get(mixed.id, p) == doctest::Approx((at(b, o, k, 1, 0, 1) - at(b, o, k, 1, 0, -1) -
                                                     at(b, o, k, -1, 0, 1) + at(b, o, k, -1, 0, -1)) /
                                                    (4 * h * h))
                                        .epsilon(1e-4));
      }
    }
  }
}

// u = tanh(w x): all of it, and its derivatives by w, by hand.
TEST_CASE("derivatives of a Laplacian by a parameter") {
  Network n(1, 1, 1);
  const Value loss = sum(square(laplacian(n.u, n.x))), slope = derive(loss, n.constant(1))[n.w];
  naive::Evaluator e(n.g);
  const double x = 0.7, w = -1.3, t = std::tanh(w * x), s = 1 - t * t;
  e.set(n.x.id, {x}), e.set(n.w.id, {w}), e.run();
  const double bent = -2 * t * s * w * w;  // u_xx
  const double by_w = -2 * (s * s - 2 * t * t * s) * x * w * w - 4 * t * s * w;
  CHECK(e.get(loss.id) == doctest::Approx(bent * bent).epsilon(1e-14));
  CHECK(e.get(slope.id) == doctest::Approx(2 * bent * by_w).epsilon(1e-13));
}
