// SPDX-License-Identifier: BSL-1.0
// Handles: what is neutral goes, results vary along all axes of their operands, and numbers are collected in the order
// in which a formula is written.
#include <doctest/doctest.h>

#include "formula.hpp"

namespace {

static_assert(Handle<Value> && Handle<Numbers<0, 1>> && !Handle<double> && !Handle<Axis>);
static_assert(Formula<Value> && Formula<Value, double> && Formula<int, Value> && !Formula<double> &&
              !Formula<double, float> && !Formula<Value, void*> && !Formula<Value, Axis>);

constexpr int what_is_neutral_goes() {
  Lines is;
  Symbols s;
  const Value x = s.x, zero = s.constant(0), none;
  is(same(1 * x, x) && same(x * 1.0, x) && same(0 + x, x) && same(x + 0, x) && same(x - 0, x) && same(x / 1, x));
  is(same(0 - x, call_of(Op::subtract, zero, x)) && same(0 * x, call_of(Op::multiply, zero, x)));
  is(same(1 / x, call_of(Op::divide, s.constant(1), x)));  // of an infinite x, 0 x is NaN; -x is not 0 - x
  is(same((1 * x + 0) * (1 * x - 0), x * x) && same(+x, x) && same(-x, call_of(Op::negate, x)));
  // Nothing: a term that vanishes, the product with it.
  is(same(simplified(Op::add, none, x), x) && same(simplified(Op::add, x, none), x));
  is(same(simplified(Op::subtract, x, none), x) && same(simplified(Op::subtract, none, x), -x));
  is(simplified(Op::multiply, none, x).nothing() && simplified(Op::multiply, x, none).nothing());
  is(simplified(Op::divide, none, x).nothing() && none.nothing() && none.axes() == 0 && none.rank() == 0);
  // Numbers are the same however they are written.
  is(same(2 * x + 3.0f, 2.0 * x + 3) && !same(2 * x, 3 * x) &&
     same(0.5 * x, call_of(Op::multiply, s.constant(0.5), x)));
  is(same(2L * x, 2u * x) && same((max)(x, 0), (max)(x, 0.0)));
  return is.first_wrong;
}
static_assert(what_is_neutral_goes() == 0);

constexpr int axes_of_results() {
  Lines is;
  Symbols s;
  const Axis o = s.g.axis(3);
  const Value w = s.symbol(9, o, s.f);
  is((s.x + s.bias).order() == s.x.order() && (s.bias + s.x).order() == s.x.order());
  is((s.bias * s.target).axes() == s.x.axes() && (s.bias * s.target).order() == order(s.f, batch_axis));
  is((s.bias + 1).order() == order(s.f) && (s.one + s.one).axes() == 0);
  is((w * s.x).order() == order(o, s.f, batch_axis) && (s.x * w).order() == order(batch_axis, s.f, o));
  is((s.bias * w).order() == order(o, s.f));
  is(where(s.one < 0, s.bias, w).order() == order(o, s.f) && where(s.target < s.bias, 0, s.one).axes() == s.x.axes());
  is(clamp(s.one, s.bias, w).order() == order(o, s.f));
  return is.first_wrong;
}
static_assert(axes_of_results() == 0);

// A formula that asks for a truth or a number is found out.
constexpr int asked() {
  Lines is;
  Symbols s;
  is(!s.g.asked.truth && !s.g.asked.number);
  const bool chosen = s.x < s.y ? true : false;
  is(!chosen && s.g.asked.truth && !s.g.asked.number);
  const double number = s.x;
  is(number == 0 && s.g.asked.number);
  return is.first_wrong;
}
static_assert(asked() == 0);

// What a formula is called with to collect its numbers.
template <int Which>
using Input = Numbers<0, 100 + Which>;
template <class A, class B>
inline constexpr bool same_type = std::is_same_v<A, B>;

constexpr auto with_fields = [](double a, double b, double c, auto x, auto y) {
  return clamp(a * x, b, sum(y * c, features)) - 4 / (x + a);
};
constexpr auto numbers = with_fields(7, 8, 9, Input<0>{}, Input<1>{});
static_assert(numbers.count == 5 && numbers.number[0] == 7 && numbers.number[1] == 8 && numbers.number[2] == 9 &&
              numbers.number[3] == 4 && numbers.number[4] == 7);
static_assert(
    same_type<decltype(with_fields(1, 0, 0, Input<0>{}, Input<1>{})), std::remove_const_t<decltype(numbers)>>);
// A value used twice brings its numbers twice: so does whoever goes through a graph from user to argument.
constexpr auto twice = [](double a, auto x) {
  auto scaled = a * x;
  return scaled * scaled + 1;
};
static_assert(twice(3, Input<0>{}).count == 3 && twice(3, Input<0>{}).number[1] == 3 &&
              twice(3, Input<0>{}).number[2] == 1);
// No number is left out where it is neutral: it may be another one tomorrow.
static_assert((Input<0>{} * 1 + 0).count == 2 && (+Input<0>{}).count == 0);

// The numbers of a graph's uniforms, gone through in the same way.
constexpr void collect(const Graph& g, int node, List<double>& found) {
  if (g[node].op == Op::uniform) found.push(g[node].value);
  for (const int a : g[node].arg)
    if (a >= 0) collect(g, a, found);
}
constexpr bool same_order(auto formula) {
  Symbols s;
  s.g.numbers_are_uniform = true;
  List<double> found;
  collect(s.g, Value(formula(s.x, s.y)).id, found);
  const auto told = formula(Input<0>{}, Input<1>{});
  bool same = found.size() == told.count;
  for (int k = 0; k < told.count && same; ++k) same = found[k] == told.number[k];
  return same;
}
constexpr int numbers_in_order_of_writing() {
  Lines is;
  is(same_order([](auto x, auto y) { return with_fields(7, 8, 9, x, y); }));
  is(same_order([](auto x, auto) { return twice(3, x); }));
  is(same_order([](auto x, auto y) { return (1 * x + 2) / (3 - (y + 4)) * where(x > 5, 6, where(7 <= y, 8, 9)); }));
  is(same_order([](auto x, auto y) { return clamp(x, 1, 2) + (max)(3, y) + (min)(x - 4, 5 * y) + square(x + 6); }));
  is(same_order([](auto x, auto) { return mean(square(x - 1), batch) * 2 - sum(3 * x) + mean(4 + x) * 5; }));
  is(same_order([](auto x, auto) { return (max)(x * 1, features) + (2 < x) + (x >= 3) + (x == 4) + 5; }));
  is(same_order([](auto x, auto) { return 1 - gather(log_softmax(2 * x), x * 3) + 4; }));
  return is.first_wrong;
}
static_assert(numbers_in_order_of_writing() == 0);

// A field may change numbers, not nodes: two branches that differ have two types, so that no function returns both.
constexpr Input<0> x{};
constexpr Input<1> y{};
template <class A, class B>
constexpr bool one_type(const A&, const B&) {
  return same_type<A, B>;
}
static_assert(one_type(x * 2 + 1, x * 3 + 4) && one_type(sum(x * 2, features), sum(x * 3, features)));
static_assert(!one_type(x, y) && !one_type(x + 1, x - 1) && !one_type(x + 1, 1 + x) && !one_type(x + y, y + x) &&
              !one_type(x + 1, x) && !one_type(x < 1, x <= 1) && !one_type(x, -x) && !one_type(x, detach(x)) &&
              !one_type(exp(x), log(x)) && !one_type((x + 1) + 1, x + (1 + x)) && !one_type(x > 1, x < 1));
static_assert(one_type(x > y, y < x) && one_type(1 >= x, x <= 1));
static_assert(!one_type(x + 1, y + 1) && !one_type(where(x < 1, x, y), where(x < 1, y, x)));
static_assert(!one_type(sum(x), mean(x)) && !one_type(sum(x, features), mean(x, features)) &&
              !one_type(sum(x, features), (max)(x, features)) && !one_type(sum(x), x));
static_assert(!one_type(sum(x, features), sum(x, batch)) && !one_type(mean(x, batch), mean(x, everything)) &&
              !one_type((max)(x, features), (max)(x, batch)) && (max)(x, Axes(6)).count == 0 &&
              !one_type(sum(x, features), sum(x)));
static_assert(one_type(sum(x, batch), sum(x, batch)) && !one_type(log_softmax(x, batch), log_softmax(x)));
static_assert(!one_type(gather(x, y), gather(y, x)));

}  // namespace

TEST_CASE("handles at run time") {
  CHECK(what_is_neutral_goes() == 0);
  CHECK(axes_of_results() == 0);
  CHECK(asked() == 0);
  CHECK(numbers_in_order_of_writing() == 0);
}

TEST_CASE("numbers of a call at run time") {
  volatile double rate = 0.25;
  const auto found = with_fields(rate, -rate, 2 * rate, Input<0>{}, Input<1>{});
  CHECK(found.number[0] == 0.25);
  CHECK(found.number[1] == -0.25);
  CHECK(found.number[2] == 0.5);
  CHECK(found.number[4] == 0.25);
}
