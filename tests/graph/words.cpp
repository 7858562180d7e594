// SPDX-License-Identifier: BSL-1.0
// Each word of formulas writes down its operation, arguments in order, and leaves plain numbers to <cmath>.
#include <doctest/doctest.h>

#include "evaluator.hpp"
#include "formula.hpp"

using namespace ctnn;  // beside <cmath>, with both names in sight

namespace {

template <class A, class B>
inline constexpr bool same_type = std::is_same_v<A, B>;
static_assert(same_type<decltype(tanh(0.5)), double> && same_type<decltype(exp(0.5)), double> &&
              same_type<decltype(sqrt(2.0)), double> && same_type<decltype(log(2.0)), double> &&
              same_type<decltype(log1p(2.0)), double> && same_type<decltype(erf(2.0)), double>);
static_assert(same_type<decltype(abs(graph::Value{})), graph::Value>);

constexpr int each_is_its_operation() {
  Lines is;
  Symbols s;
  const graph::Value x = s.x, y = s.y, z = s.z, two = s.constant(2), three = s.constant(3);
  is(same(x + y, call_of(Op::add, x, y)) && same(x - y, call_of(Op::subtract, x, y)));
  is(same(x * y, call_of(Op::multiply, x, y)) && same(x / y, call_of(Op::divide, x, y)));
  is(same(2 + x, call_of(Op::add, two, x)) && same(x + 2, call_of(Op::add, x, two)));
  is(same(2 - x, call_of(Op::subtract, two, x)) && same(x - 2, call_of(Op::subtract, x, two)));
  is(same(2 * x, call_of(Op::multiply, two, x)) && same(x * 2, call_of(Op::multiply, x, two)));
  is(same(2 / x, call_of(Op::divide, two, x)) && same(x / 2, call_of(Op::divide, x, two)));
  is(same(-x, call_of(Op::negate, x)) && same(+x, x));
  is(same(x < y, call_of(Op::less, x, y)) && same(x <= y, call_of(Op::less_equal, x, y)));
  is(same(x == y, call_of(Op::equal, x, y)));
  is(same(x > y, y < x) && same(x >= y, y <= x) && same(x > 2, call_of(Op::less, two, x)));
  is(same(2 >= x, call_of(Op::less_equal, x, two)) && same(2 < x, x > 2) && same(2 == x, call_of(Op::equal, two, x)));
  is(same(exp(x), call_of(Op::exp, x)) && same(log(x), call_of(Op::log, x)) && same(log1p(x), call_of(Op::log1p, x)));
  is(same(tanh(x), call_of(Op::tanh, x)) && same(sigmoid(x), call_of(Op::sigmoid, x)));
  is(same(erf(x), call_of(Op::erf, x)) && same(sqrt(x), call_of(Op::sqrt, x)));
  is(same(square(x), call_of(Op::square, x)) && same(abs(x), call_of(Op::abs, x)));
  is(same(detach(x), call_of(Op::detach, x)));
  is(same((max)(x, y), call_of(Op::max, x, y)) && same((min)(x, 2), call_of(Op::min, x, two)));
  is(same((max)(2, x), call_of(Op::max, two, x)));
  is(same(clamp(x, 2, 3), call_of(Op::clamp, x, two, three)) && same(clamp(x, y, z), call_of(Op::clamp, x, y, z)));
  is(same(where(x < y, 2, 3), call_of(Op::where, x < y, two, three)) &&
     same(where(x, y, z), call_of(Op::where, x, y, z)));
  return is.first_wrong;
}
static_assert(each_is_its_operation() == 0);

}  // namespace

TEST_CASE("words at run time") { CHECK(each_is_its_operation() == 0); }

TEST_CASE("words mean what they say") {
  Symbols s(2, 2);
  const graph::Value x = s.x, y = s.y;
  struct Case {
    graph::Value value;
    double expected;
  };
  const double nan = NAN;
  // x is 3, y is 5, z is NaN.
  const graph::Value z = s.z;
  const Case cases[] = {
      {(x + y) * (x + y) - x / y, 64 - 3.0 / 5},
      {where(x < y, 2 * x, y), 6},
      {where(x > y, 2 * x, y), 5},
      {where(x - 3, y, -y), -5},  // a number chooses as a condition: 0 does not hold
      {where(z, y, -y), 5},       // ... and NaN is not 0
      {(x <= y) + 2 * (x == y) + 4 * (y < x), 1},
      {where((x < y) * (y < 6), x, y), 3},
      {clamp(y, x, 4) + (max)(x, y) + (min)(x, y) + abs(x - y), 4 + 5 + 3 + 2},
      {exp(x) + log(y) + log1p(x), std::exp(3.0) + std::log(5.0) + std::log1p(3.0)},
      {tanh(x / 4) + sigmoid(x) + erf(x / 4), std::tanh(0.75) + 1 / (1 + std::exp(-3.0)) + std::erf(0.75)},
      {sqrt(y) + square(x) + detach(x), std::sqrt(5.0) + 9 + 3},
      {(max)(z, x), nan},
      {(min)(x, z), nan},
      {clamp(z, x, y), nan},
      {clamp(x, z, y), nan},
      {(z <= x) + (z == z) + (x < z), 0},
      {1 / (x - 3), naive::infinity},
  };
  naive::Evaluator e(s.g);
  e.set(s.x.id, {3, 3, 3, 3}), e.set(s.y.id, {5, 5, 5, 5}), e.set(s.z.id, {nan, nan, nan, nan});
  e.run();
  for (const Case& c : cases) {
    CAPTURE(&c - cases);
    const double found = e.all(c.value.id).back();
    CHECK((std::isnan(c.expected) ? std::isnan(found) : found == c.expected));
  }
}
