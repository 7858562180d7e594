// SPDX-License-Identifier: BSL-1.0
// The steps of formulas: what is shared is one step, what is not used none, and equal formulas are equal steps.
#include <doctest/doctest.h>

#include "steps_of.hpp"

namespace {

constexpr Step step(const StepList& l, int k) { return Step(l.words[k]); }
constexpr double constant(const StepList& l, int k) { return __builtin_bit_cast(double, l.numbers[k]); }

constexpr int a_step_is_one_number() {
  Lines is;
  Symbols s;
  Extraction e(s.g);
  is(e.finish().size() == 0 && e.finish().results.size() == 0 && e.finish().cost() == 0);
  e.result(s.y.id);
  const StepList l = e.finish();
  is(l.size() == 1 && l.words[0] == (Word(Op::symbol) | 1u << 8) && l.results[0] == 0);
  is(step(l, 0).op == Op::symbol && step(l, 0).a == 1 && l.loads(1) && !l.loads(0));
  const Step t(Word(Op::clamp) | Word(1) << 8 | Word(65535) << 24 | Word(65534) << 40);
  is(t.op == Op::clamp && t.a == 1 && t.b == 65535 && t.c == 65534);
  return is.first_wrong;
}
static_assert(a_step_is_one_number() == 0);

constexpr int what_is_shared_is_one_step() {
  Lines is;
  Symbols s;
  const Value inner = tanh(s.x), both = inner * inner + s.x;
  Extraction e(s.g);
  is(e.result(both.id) == 0 && e.result(inner.id) == 1 && e.result(both.id) == 2);
  const StepList l = e.finish();
  is(l.size() == 4 && l.numbers.size() == 0 && l.results.size() == 3);
  is(l.results[0] == 3 && l.results[1] == 1 && l.results[2] == 3);
  is(step(l, 1).op == Op::tanh && step(l, 1).a == 0);
  is(step(l, 2).op == Op::multiply && step(l, 2).a == 1 && step(l, 2).b == 1);
  is(step(l, 3).op == Op::add && step(l, 3).a == 2 && step(l, 3).b == 0);
  is(l.cost() == cost_of(Op::tanh) + cost_of(Op::multiply) + cost_of(Op::add));
  return is.first_wrong;
}
static_assert(what_is_shared_is_one_step() == 0);

constexpr int numbers() {
  Lines is;
  Symbols s;
  const Value c = clamp(s.x * 2.5, -1, 2.5);
  Extraction e(s.g);
  e.result(c.id);
  const StepList l = e.finish();
  is(l.numbers.size() == 2 && constant(l, 0) == 2.5 && constant(l, 1) == -1 && l.cost() == 1 + cost_of(Op::clamp));
  const Step last = step(l, l.size() - 1);
  is(last.op == Op::clamp && step(l, last.c).op == Op::constant && step(l, last.c).a == 0);
  is(step(l, last.b).a == 1);
  // 0 and -0 are two, and nothing is 0.
  Extraction zeros(s.g);
  zeros.result(-1);
  const StepList z = zeros.finish();
  is(z.size() == 1 && z.numbers.size() == 1 && constant(z, 0) == 0 && z.cost() == 0);
  const int minus = s.g.constant(-0.0), plus = s.g.constant(0.0);
  Extraction two(s.g);
  two.result(minus), two.result(plus), two.result(-1);
  const StepList t = two.finish();
  is(t.numbers.size() == 2 && t.size() == 2 && t.results[1] == t.results[2] && t.results[0] != t.results[1]);
  return is.first_wrong;
}
static_assert(numbers() == 0);

// What somebody else computes is loaded by its number, and what only that needs is not.
constexpr int leaves() {
  Lines is;
  Symbols s;
  const Value row = sum(tanh(s.x), features), y = s.y * row + row;
  Extraction e(s.g);
  e.leaf(row.id, symbol::row + 3), e.leaf(s.z.id, 17), e.leaf(-1, 18);
  e.result(y.id);
  const StepList l = e.finish();
  is(l.loads(symbol::row + 3) && l.loads(1) && !l.loads(0) && !l.loads(17) && !l.loads(18));
  is(l.size() == 4 && l.cost() == cost_of(Op::multiply) + cost_of(Op::add));
  const Step last = step(l, l.results[0]);
  is(last.op == Op::add && step(l, last.a).op == Op::multiply && step(l, last.b).a == symbol::row + 3);
  is(step(l, step(l, last.a).a).a == 1);
  return is.first_wrong;
}
static_assert(leaves() == 0);

// Operations of one to three arguments, which come before them.
constexpr int arguments() {
  Lines is;
  Symbols s;
  const Value chosen = where(s.x < s.y, -s.z, clamp(s.x, s.y, 3));
  Extraction e(s.g);
  e.leaf(s.bias.id, 40), e.leaf(s.one.id, 41);
  e.result(chosen.id), e.result(s.z.id);
  const StepList l = e.finish();
  is(l.size() == 8 && !l.loads(40) && !l.loads(41));
  const Step w = step(l, l.results[0]), less = step(l, w.a), negated = step(l, w.b), clamped = step(l, w.c);
  is(w.op == Op::where && less.op == Op::less && negated.op == Op::negate && clamped.op == Op::clamp);
  is(step(l, less.a).a == 0 && step(l, less.b).a == 1 && step(l, negated.a).a == 2);
  is(clamped.a == less.a && clamped.b == less.b && step(l, clamped.c).op == Op::constant);
  is(l.results[1] == negated.a);
  for (int k = 0; k < l.size(); ++k)
    if (const Step t = step(l, k); is_lanewise(t.op)) is(t.a < k && t.b < k && t.c < k);
  return is.first_wrong;
}
static_assert(arguments() == 0);

// What is no symbol, but known without a graph, has a number of its own; a parameter that is one number has another.
constexpr int other_leaves() {
  Lines is;
  Symbols s;
  s.g.numbers_are_uniform = true;
  const Value u = 7 * s.x + 8;
  s.g.numbers_are_uniform = false;
  const Value one{&s.g, s.g.symbol(symbol::parameter + 2, {})};
  const Value all = u + extent_of(s.g, batch_axis) * extent_of(s.g, batch_axis | s.f, true) + position(s.g, s.f) + one;
  Extraction e(s.g);
  e.result(all.id);
  const StepList l = e.finish();
  is(l.loads(symbol::uniform) && l.loads(symbol::uniform + 1) && !l.loads(symbol::uniform + 2));
  is(l.loads(symbol::extent + 1) && l.loads(symbol::inverse_extent + 3) && l.loads(symbol::position + 1));
  is(l.loads(symbol::one_parameter + 2) && !l.loads(symbol::parameter + 2) && l.numbers.size() == 0);
  return is.first_wrong;
}
static_assert(other_leaves() == 0);

// Equal formulas are equal template arguments, whoever wrote them, beside whatever else.
using one = decltype([](Symbols& s) { return Several{0.5 * (s.x + s.y), s.x}; });
using another = decltype([](Symbols& s) {
  exp(s.x) / s.y;
  return Several{0.5f * (1 * s.x + s.y + 0), s.x};
});
using different = decltype([](Symbols& s) { return Several{0.25 * (s.x + s.y), s.x}; });
using reversed = decltype([](Symbols& s) { return Several{0.5 * (s.y + s.x), s.x}; });
template <auto S>
struct Kernel {};
template <class A, class B>
inline constexpr bool same_kernel = std::is_same_v<Kernel<steps_of<A>>, Kernel<steps_of<B>>>;
static_assert(same_kernel<one, another> && !same_kernel<one, different> && !same_kernel<one, reversed>);
static_assert(steps_of<one>.size == 5 && steps_of<one>.results == 2);
static_assert(steps_of<decltype([](Symbols& s) { return Several{s.x}; })>.size == 1);
static_assert(steps_of<decltype([](Symbols&) { return Several{}; })>.size == 0);

constexpr int costs() {
  Lines is;
  is(cost_of(Op::detach) == 0 && cost_of(Op::symbol) == 0 && cost_of(Op::sum) == 0 && cost_of(Op::constant) == 0);
  is(cost_of(Op::add) == 1 && cost_of(Op::where) == 1 && cost_of(Op::less) == 1 && cost_of(Op::view) == 0);
  is(cost_of(Op::divide) > cost_of(Op::multiply) && cost_of(Op::tanh) > cost_of(Op::exp));
  // What results share counts once, and a reduction that a formula only reads counts nothing.
  using shared = decltype([](Symbols& s) { return Several{tanh(s.x), tanh(s.x) * s.y}; });
  using read = decltype([](Symbols& s) { return Several{s.x + sum(tanh(s.x), features)}; });
  is(extracted<shared>([](const StepList& l) { return l.cost(); }) == cost_of(Op::tanh) + 1);
  is(extracted<read>([](const StepList& l) { return l.cost(); }) == 1);
  return is.first_wrong;
}
static_assert(costs() == 0);

}  // namespace

TEST_CASE("steps at run time") {
  CHECK(a_step_is_one_number() == 0);
  CHECK(what_is_shared_is_one_step() == 0);
  CHECK(numbers() == 0);
  CHECK(leaves() == 0);
  CHECK(arguments() == 0);
  CHECK(other_leaves() == 0);
  CHECK(costs() == 0);
}
