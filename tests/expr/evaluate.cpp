// SPDX-License-Identifier: BSL-1.0
// Expressions are evaluated for a lane or for a vector of them: each node once, masks as masks or as 0 and 1.
#include <ctnn/expr/evaluate.hpp>

#include <doctest/doctest.h>

#include "formula.hpp"

namespace {

// X is 3 and Y is 5 in every lane; how often they are asked for is counted.
template <class V>
struct Counting {
  int* asked;
  constexpr V operator()(X) const { return ++asked[0], simd::splat<V>(3); }
  constexpr V operator()(symbols::Y) const { return ++asked[1], simd::splat<V>(5); }
  template <class Op, Axis Along, class E>
  constexpr V operator()(Reduce<Op, Along, E>) const {
    return ++asked[2], simd::splat<V>(7);
  }
};

template <class F>
using formula2 = formula_of<F, X, symbols::Y>;
template <class F, class V = double>
constexpr double value() {
  using E = formula2<F>;
  int asked[3] = {};
  return double(
      simd::lane(V(evaluate_lanes<V, E>(Counting<V>{asked}).template get<E>().as_value()), simd::lanes<V> - 1));
}

static_assert(value<decltype([](auto x, auto y) { return (x + y) * (x + y) - x / y; })>() == 64 - 3.0 / 5);
static_assert(value<decltype([](auto x, auto y) { return where(x < y, 2 * x, y); })>() == 6);
static_assert(value<decltype([](auto x, auto y) { return where(x > y, 2 * x, y); })>() == 5);
static_assert(value<decltype([](auto x, auto y) { return where(x - 3, y, -y); })>() ==
              -5);  // a number chooses as a condition: 0 does not hold
static_assert(value<decltype([](auto x, auto y) { return (x <= y) + 2 * (x == y) + 4 * (y < x); })>() == 1);
static_assert(value<decltype([](auto x, auto y) { return where((x < y) * (y < 6), x, y); })>() == 3);
static_assert(value<decltype([](auto x, auto) { return sum(square(x), features) + x; })>() ==
              10);  // a reduction is looked up
static_assert(value<decltype([](auto, auto) { return 4; })>() == 4);
static_assert(value<decltype([](auto x, auto y) { return clamp(y, x, 4) + max(x, y) + min(x, y) + abs(x - y); })>() ==
              4 + 5 + 3 + 2);

// Each node is computed once, and only what is asked for.
constexpr bool once() {
  using E =
      formula2<decltype([](auto x, auto) { return tanh(x) * tanh(x) + x + sum(x, features) + sum(x, features); })>;
  int asked[3] = {};
  evaluate_lanes<double, E>(Counting<double>{asked});
  return asked[0] == 1 && asked[1] == 0 && asked[2] == 1;
}
static_assert(once());

}  // namespace

TEST_CASE("vectors of lanes give what one lane gives") {
  using V = simd::vec<float, 8>;
  CHECK(value<decltype([](auto x, auto y) { return where(x < y, 2 * x, y) + (x == 3); }), V>() == 7);
  CHECK(value<decltype([](auto x, auto y) { return where(x - 3, y, (y > x) * 2); }), V>() == 2);
  CHECK(value<decltype([](auto x, auto y) { return square(x + y) / 2; }), V>() == 32);
}

TEST_CASE("several expressions share their nodes") {
  using A = formula2<decltype([](auto x, auto y) { return x + y; })>;
  using B = formula2<decltype([](auto x, auto y) { return square(x + y); })>;
  int asked[3] = {};
  const auto both = evaluate_lanes<double, B, A>(Counting<double>{asked});
  CHECK(both.get<A>().as_value() == 8);
  CHECK(both.get<B>().as_value() == 64);
  CHECK(asked[0] == 1);
}
