// SPDX-License-Identifier: BSL-1.0
// The steps of formulas: what is shared is one step, what is not used none, and equal formulas are equal steps.
#include <doctest/doctest.h>

#include "steps_of.hpp"

namespace {

constexpr int a_step_is_one_number() {
  Lines is;
  Symbols s;
  Extraction e(s.g);
  is(e.size() == 0 && e.result_count() == 0 && e.cost() == 0);
  e.result(s.y.id);
  is(e.size() == 1 && e.word(0) == (Word(Op::symbol) | 1u << 8) && e.step_of_result(0) == 0);
  is(Step(e.word(0)).op == Op::symbol && Step(e.word(0)).a == 1 && e.loads(1) && !e.loads(0));
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
  is(e.result(both.id) == 0 && e.size() == 4 && e.constants() == 0);
  is(e.result(inner.id) == 1 && e.size() == 4 && e.result(both.id) == 2 && e.result_count() == 3);
  is(e.step_of_result(0) == 3 && e.step_of_result(1) == 1 && e.step_of_result(2) == 3);
  is(Step(e.word(1)).op == Op::tanh && Step(e.word(1)).a == 0);
  is(Step(e.word(2)).op == Op::multiply && Step(e.word(2)).a == 1 && Step(e.word(2)).b == 1);
  is(Step(e.word(3)).op == Op::add && Step(e.word(3)).a == 2 && Step(e.word(3)).b == 0);
  is(e.cost() == cost_of(Op::tanh) + cost_of(Op::multiply) + cost_of(Op::add));
  return is.first_wrong;
}
static_assert(what_is_shared_is_one_step() == 0);

constexpr int numbers() {
  Lines is;
  Symbols s;
  const Value c = clamp(s.x * 2.5, -1, 2.5);
  Extraction e(s.g);
  e.result(c.id);
  is(e.constants() == 2 && e.constant(0) == 2.5 && e.constant(1) == -1 && e.cost() == 1 + cost_of(Op::clamp));
  const Step last(e.word(e.size() - 1));
  is(last.op == Op::clamp && Step(e.word(last.c)).op == Op::constant && Step(e.word(last.c)).a == 0);
  is(Step(e.word(last.b)).a == 1);
  // 0 and -0 are two, and nothing is 0.
  Extraction zeros(s.g);
  zeros.result(-1);
  is(zeros.size() == 1 && zeros.constants() == 1 && zeros.constant(0) == 0 && zeros.cost() == 0);
  const int minus = s.g.constant(-0.0), plus = s.g.constant(0.0);
  Extraction two(s.g);
  two.result(minus), two.result(plus), two.result(-1);
  is(two.constants() == 2 && two.size() == 3);
  return is.first_wrong;
}
static_assert(numbers() == 0);

// What somebody else computes is loaded by its number, and what only that needs is not.
constexpr int leaves() {
  Lines is;
  Symbols s;
  const Value row = sum(tanh(s.x), features), y = s.y * row + row;
  Extraction e(s.g);
  e.leaf(row.id, symbol::row + 3), e.leaf(s.z.id, 17), e.leaf(-1, 18), e.leaf(row.id, 19);
  e.result(y.id);
  is(e.loads(symbol::row + 3) && e.loads(1) && !e.loads(0) && e.loads(17) && !e.loads(18) && !e.loads(19));
  is(e.size() == 5 && e.cost() == cost_of(Op::multiply) + cost_of(Op::add));
  e.finish();
  is(e.size() == 4 && !e.loads(17) && e.loads(symbol::row + 3));
  const Step last(e.word(e.step_of_result(0)));
  is(last.op == Op::add && Step(e.word(last.a)).op == Op::multiply && Step(e.word(last.b)).a == symbol::row + 3);
  is(Step(e.word(Step(e.word(last.a)).a)).a == 1);
  e.finish();
  is(e.size() == 4);
  return is.first_wrong;
}
static_assert(leaves() == 0);

// In operations of one to three arguments all that is left is numbered anew.
constexpr int numbered_anew() {
  Lines is;
  Symbols s;
  const Value chosen = where(s.x < s.y, -s.z, clamp(s.x, s.y, 3));
  Extraction e(s.g);
  e.leaf(s.bias.id, 40), e.leaf(s.one.id, 41);
  e.result(chosen.id), e.result(s.z.id);
  const int size = e.size();
  e.finish();
  is(e.size() == size - 2 && !e.loads(40) && !e.loads(41));
  const Step w(e.word(e.step_of_result(0))), less(e.word(w.a)), negated(e.word(w.b)), clamped(e.word(w.c));
  is(w.op == Op::where && less.op == Op::less && negated.op == Op::negate && clamped.op == Op::clamp);
  is(Step(e.word(less.a)).a == 0 && Step(e.word(less.b)).a == 1 && Step(e.word(negated.a)).a == 2);
  is(clamped.a == less.a && clamped.b == less.b && Step(e.word(clamped.c)).op == Op::constant);
  is(e.step_of_result(1) == negated.a);
  for (int k = 0; k < e.size(); ++k)  // arguments come first
    if (const Step t(e.word(k)); is_lanewise(t.op)) is(t.a < k && t.b < k && t.c < k);
  return is.first_wrong;
}
static_assert(numbered_anew() == 0);

// What is no symbol, but known without a graph, has a number of its own.
constexpr int other_leaves() {
  Lines is;
  Symbols s;
  s.g.numbers_are_uniform = true;
  const Value u = 7 * s.x + 8;
  s.g.numbers_are_uniform = false;
  const Value all = u + extent_of(s.g, batch_axis) * extent_of(s.g, batch_axis | s.f, true) + position(s.g, s.f);
  Extraction e(s.g);
  e.result(all.id);
  is(e.loads(symbol::uniform) && e.loads(symbol::uniform + 1) && !e.loads(symbol::uniform + 2));
  is(e.loads(symbol::extent + 1) && e.loads(symbol::inverse_extent + 3) && e.loads(symbol::position + 1));
  is(e.constants() == 0);
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
  is(extracted<shared>([](const Extraction& e) { return e.cost(); }) == cost_of(Op::tanh) + 1);
  is(extracted<read>([](const Extraction& e) { return e.cost(); }) == 1);
  return is.first_wrong;
}
static_assert(costs() == 0);

}  // namespace

TEST_CASE("steps at run time") {
  CHECK(a_step_is_one_number() == 0);
  CHECK(what_is_shared_is_one_step() == 0);
  CHECK(numbers() == 0);
  CHECK(leaves() == 0);
  CHECK(numbered_anew() == 0);
  CHECK(other_leaves() == 0);
  CHECK(costs() == 0);
}
