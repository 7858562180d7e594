// SPDX-License-Identifier: BSL-1.0
// Every primitive's derivative is the slope of its value, by finite differences in double: at random points, near and
// far.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <limits>

#include "difference.hpp"
#include "draw.hpp"

using namespace ctnn;

namespace {

// The sum of the targets times the results: the adjoint of each result is its target.
struct Weighed {
  constexpr auto operator()(auto y, auto t) const { return sum(y * t); }
};
template <class F>
using Net = Seq<Input<1>, F>;
using Point = Tensor<double, 1>;

template <class F>
double value_at(F, Point x) {
  static constexpr Model<Net<F>, double> model;
  return model(x)(0);
}
template <class F>
double slope_at(F, Point x) {
  static constexpr Model<Net<F>, double> model;
  return input_gradient(Weighed{}, model, x, Point{1.0})(0);
}

// What is derived at one point.
template <class F>
void slope_is_right(F f, double at) {
  CAPTURE(at);
  Point x{at};
  const double slope = laws::difference(x(0), [&] { return value_at(f, x); });
  CHECK(slope_at(f, x) == doctest::Approx(slope).epsilon(2e-10));
}

// Random points within the limits, and these.
template <class F>
void slopes_are_right(F f, double low, double high, std::initializer_list<double> special = {}) {
  laws::Draw draw{5};
  for (int i = 0; i < 50; ++i) slope_is_right(f, low + (high - low) * (0.5 + 0.5 * draw()));
  for (double x : special) slope_is_right(f, x);
}

// f with the point away from a kink by at least 0.01, on either side.
template <class F>
void slopes_are_right_beside(F f, std::initializer_list<double> kinks) {
  laws::Draw draw{7};
  for (double kink : kinks)
    for (int i = 0; i < 50; ++i) {
      const double away = 0.01 + 0.15 * (1 + draw());
      slope_is_right(f, kink + away), slope_is_right(f, kink - away);
    }
}

}  // namespace

TEST_CASE("arithmetic") {
  slopes_are_right([](auto x) { return 2 + x; }, -3, 3, {0, 1000});
  slopes_are_right([](auto x) { return x * x + x; }, -3, 3, {0});
  slopes_are_right([](auto x) { return 3 - x; }, -3, 3, {0});
  slopes_are_right([](auto x) { return x * x - 3 * x; }, -3, 3, {0});
  slopes_are_right([](auto x) { return (x - 0.25) * (x + 2) * x; }, -3, 3, {0});
  slopes_are_right([](auto x) { return 3 / x; }, 0.1, 3, {-1e-3, 1e-3, -1e3, 1e3});
  slopes_are_right([](auto x) { return x / 3; }, -3, 3, {0});
  slopes_are_right([](auto x) { return x / (1 + x * x); }, -3, 3, {0});
  slopes_are_right([](auto x) { return -(x * x); }, -3, 3, {0});
  slopes_are_right([](auto x) { return +x; }, -3, 3, {0});
}

TEST_CASE("exponential and its kin") {
  slopes_are_right([](auto x) { return exp(x); }, -5, 5, {0, -700, 700});
  slopes_are_right([](auto x) { return log(x); }, 0.1, 5, {1, 1e-300});
  slopes_are_right([](auto x) { return log1p(x); }, -0.5, 5, {0, 1e-9, 1e300});
  slopes_are_right([](auto x) { return tanh(x); }, -3, 3, {0, -1e-5, 1e-5, -1000, 1000});
  slopes_are_right([](auto x) { return sigmoid(x); }, -5, 5, {0, -700, 700});
  slopes_are_right([](auto x) { return erf(x); }, -3, 3, {0, -1e-5, 1e-5, -30, 30});
  slopes_are_right([](auto x) { return sqrt(x); }, 0.1, 5, {1e-300});
  slopes_are_right([](auto x) { return square(x); }, -3, 3, {0, -1000, 1000});
}

TEST_CASE("choices, beside their kinks") {
  slopes_are_right_beside([](auto x) { return where(x < 0.5, x * x, 3 * x); }, {0.5});
  slopes_are_right_beside([](auto x) { return where(x <= 0.5, 2, x * x); }, {0.5});
  slopes_are_right_beside([](auto x) { return where(x > 0.5, x, x * x); }, {0.5});
  slopes_are_right_beside([](auto x) { return where(x >= 0.5, x * x, 1); }, {0.5});
  slopes_are_right_beside([](auto x) { return where(x == 0.5, 5, x * x); }, {0.5});
  slopes_are_right_beside([](auto x) { return where(x, x * x, 1); }, {0});
  slopes_are_right_beside([](auto x) { return (x < 0.5) * x * x + (x >= 0.5); }, {0.5});
  slopes_are_right_beside([](auto x) { return max(x * x, x); }, {0, 1});
  slopes_are_right_beside([](auto x) { return min(x, 3 * x); }, {0});
  slopes_are_right_beside([](auto x) { return max(1, 2 * x); }, {0.5});
  slopes_are_right_beside([](auto x) { return clamp(2 * x, -1, 2); }, {-0.5, 1});
  slopes_are_right_beside([](auto x) { return clamp(x, 0.3 * x, 2); }, {0, 2});
  slopes_are_right_beside([](auto x) { return clamp(x, 0, square(x)); }, {0, 1});
  slopes_are_right_beside([](auto x) { return abs(3 * x); }, {0});
}

// What is used more than once, and formulas of formulas.
TEST_CASE("compositions") {
  slopes_are_right([](auto x) { return tanh(x) * tanh(x) + exp(tanh(x)) / (1 + square(x)); }, -2, 2, {0});
  slopes_are_right([](auto x) { return 0.5 * x * (1 + erf(x / 1.41421356237309504880)); }, -3, 3, {0, 40, -40});
  slopes_are_right([](auto x) { return log(1 + exp(-abs(x))) + max(x, 0); }, -30, 30, {});
}

TEST_CASE("activations") {
  slopes_are_right(SiLU{}, -5, 5, {0, -700, 700});
  slopes_are_right(GELU{}, -3, 3, {0, -40, 40});
  slopes_are_right(GELUTanh{}, -3, 3, {0, -40, 40});
  slopes_are_right(Softplus<2, 3>{}, -3, 1.4, {1.6, 1000, -200});
  slopes_are_right(ELU<0.5>{}, -5, -0.1, {0.1, 1000, -700});
  slopes_are_right_beside(LeakyReLU<0.1>{}, {0});
}

TEST_CASE("a value is detached from its gradient") {
  CHECK(slope_at([](auto x) { return x * detach(x); }, Point{3.0}) == 3);
  CHECK(slope_at([](auto x) { return detach(exp(x)); }, Point{3.0}) == 0);
}

// Where two sides meet there is no slope: what is passed on is torch's choice, or said to be ours.
TEST_CASE("kinks") {
  CHECK(slope_at([](auto x) { return max(x, 0); }, Point{0.0}) == 0);
  CHECK(slope_at([](auto x) { return clamp(x, -1, 2); }, Point{-1.0}) == 0);
  CHECK(slope_at([](auto x) { return clamp(x, -1, 2); }, Point{2.0}) == 0);
  CHECK(slope_at([](auto x) { return abs(x); }, Point{0.0}) == 0);
  CHECK(slope_at([](auto x) { return max(x, x); }, Point{1.0}) == 1);
  CHECK(slope_at([](auto x) { return min(x, x); }, Point{1.0}) == 1);
  CHECK(slope_at([](auto x) { return max(2 * x, x + 1); }, Point{1.0}) == 1);
}

#ifndef __FAST_MATH__
TEST_CASE("gradients that are not finite reach only what was chosen") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(slope_at([](auto x) { return sqrt(clamp(x, 0, 1)); }, Point{-1.0}) == 0);
  CHECK(slope_at([](auto x) { return where(x > 0, log(x), x); }, Point{-1.0}) == 1);
  CHECK(slope_at([](auto x) { return sqrt(x); }, Point{0.0}) == infinity);
  CHECK(slope_at([](auto x) { return max(x, 0); }, Point{infinity}) == 1);
  const double nan = slope_at([](auto x) { return x * x; }, Point{std::numeric_limits<double>::quiet_NaN()});
  CHECK(nan != nan);
}
#endif
