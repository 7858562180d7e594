// SPDX-License-Identifier: BSL-1.0
// The steps of formulas: what is shared is one step, what is not used none, and equal formulas are equal steps.
#include <doctest/doctest.h>

#include "steps_of.hpp"

namespace {

constexpr bool loads(const StepList& all, int number) {
  for (const Word w : all.words)
    if (const Step s(w); s.op == Op::symbol && s.a == number) return true;
  return false;
}

constexpr int a_step_is_one_number() {
  Lines is;
  Symbols s;
  Extraction e(s.g);
  is(e.finish().words.size() == 0 && e.finish().results.size() == 0);
  is(e.result(s.y.id) == 0);
  const StepList all = e.finish();
  is(all.words.size() == 1 && all.words[0] == (Word(Op::symbol) | 1u << 8) && all.results[0] == 0);
  is(Step(all.words[0]).op == Op::symbol && Step(all.words[0]).a == 1 && loads(all, 1) && !loads(all, 0));
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
  const StepList all = e.finish();
  is(all.words.size() == 4 && all.numbers.size() == 0 && all.results.size() == 3);
  is(all.results[0] == 3 && all.results[1] == 1 && all.results[2] == 3);
  const Step first(all.words[1]), second(all.words[2]), third(all.words[3]);
  is(first.op == Op::tanh && first.a == 0);
  is(second.op == Op::multiply && second.a == 1 && second.b == 1);
  is(third.op == Op::add && third.a == 2 && third.b == 0);
  return is.first_wrong;
}
static_assert(what_is_shared_is_one_step() == 0);

constexpr int numbers() {
  Lines is;
  Symbols s;
  const Value c = clamp(s.x * 2.5, -1, 2.5);
  Extraction e(s.g);
  e.result(c.id);
  const StepList all = e.finish();
  const auto number = [&](int step) {
    const Step t(all.words[step]);
    return t.op == Op::constant ? __builtin_bit_cast(double, all.numbers[t.a]) : 0;
  };
  is(all.numbers.size() == 2);
  const Step last(all.words[all.results[0]]);
  is(last.op == Op::clamp && number(last.b) == -1 && number(last.c) == 2.5 && number(Step(all.words[last.a]).b) == 2.5);
  // 0 and -0 are two.
  Extraction two(s.g);
  const int minus = s.g.constant(-0.0), plus = s.g.constant(0.0);
  two.result(minus), two.result(plus), two.result(plus);
  is(two.finish().numbers.size() == 2 && two.finish().words.size() == 2);
  // Nothing is 0, beside another one too.
  Extraction nothing(s.g);
  nothing.result(-1), nothing.result(-1);
  is(nothing.finish().numbers.size() == 1 && nothing.finish().results.size() == 2);
  two.result(-1);
  const StepList three = two.finish();
  is(three.numbers.size() == 2 && Step(three.words[three.results[3]]).op == Op::constant);
  is(Step(three.words[three.results[3]]).a == Step(three.words[three.results[1]]).a);
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
  const StepList all = e.finish();
  is(all.words.size() == 4 && loads(all, symbol::row + 3) && loads(all, 1));
  is(!loads(all, 0) && !loads(all, 17) && !loads(all, 18));
  const Step last(all.words[all.results[0]]);
  is(last.op == Op::add && Step(all.words[last.a]).op == Op::multiply);
  is(Step(all.words[last.b]).op == Op::symbol && Step(all.words[last.b]).a == symbol::row + 3);
  is(Step(all.words[Step(all.words[last.a]).a]).a == 1);
  return is.first_wrong;
}
static_assert(leaves() == 0);

// In operations of one to three arguments each finds its own.
constexpr int arguments() {
  Lines is;
  Symbols s;
  exp(s.bias) / s.one;  // beside it, and no step of it
  const Value chosen = where(s.x < s.y, -s.z, clamp(s.x, s.y, 3));
  Extraction e(s.g);
  e.result(chosen.id), e.result(s.z.id);
  const StepList all = e.finish();
  is(all.words.size() == 8);
  const auto step = [&](int k) { return Step(all.words[k]); };
  const Step w = step(all.results[0]), less = step(w.a), negated = step(w.b), clamped = step(w.c);
  is(w.op == Op::where && less.op == Op::less && negated.op == Op::negate && clamped.op == Op::clamp);
  is(step(less.a).a == 0 && step(less.b).a == 1 && step(negated.a).a == 2);
  is(clamped.a == less.a && clamped.b == less.b && step(clamped.c).op == Op::constant && all.results[1] == negated.a);
  for (int k = 0; k < all.words.size(); ++k)  // which come first
    if (const Step t = step(k); is_lanewise(t.op)) is(t.a < k && t.b < k && t.c < k);
  return is.first_wrong;
}
static_assert(arguments() == 0);

// What is no symbol, but known without a graph, has a number of its own.
constexpr int other_leaves() {
  Lines is;
  Symbols s;
  s.g.numbers_are_uniform = true;
  const Value u = 7 * s.x + 8;
  s.g.numbers_are_uniform = false;
  const Value counts = extent_of(s.g, batch_axis) * extent_of(s.g, batch_axis | s.f, true);
  Extraction e(s.g);
  e.result((u + counts + position(s.g, s.f)).id);
  const StepList all = e.finish();
  is(loads(all, symbol::uniform) && loads(all, symbol::uniform + 1) && !loads(all, symbol::uniform + 2));
  is(loads(all, symbol::extent + 1) && loads(all, symbol::inverse_extent + 1) && loads(all, symbol::position + 1));
  is(all.numbers.size() == 1);  // (what is known of the extents)
  return is.first_wrong;
}
static_assert(other_leaves() == 0);

// However many axes and numbers a graph has, a leaf is of its own kind.
constexpr int many_of_them() {
  Lines is;
  Symbols s;
  s.g.numbers_are_uniform = true;
  Value sum = s.x + 1;
  for (int k = 1; k < 300; ++k) sum = sum + (k + 1);
  s.g.numbers_are_uniform = false;
  Axis a{};
  while (a.id < 20) a = s.g.axis(a.id + 2);
  const Axes both = batch_axis | a;
  sum = sum + extent_of(s.g, both) + extent_of(s.g, both | Axes(Axis{9}), true) + position(s.g, a);
  Extraction e(s.g);
  e.result(sum.id);
  const StepList all = e.finish();
  int uniforms = 0, others = 0;
  for (const Word w : all.words)
    if (const Step t(w); t.op == Op::symbol) {
      uniforms += symbol::kind_of(t.a) == symbol::uniform;
      others +=
          t.a == 0 || t.a == symbol::extent + 1 || t.a == symbol::inverse_extent + 1 || t.a == symbol::position + a.id;
    }
  is(uniforms == 300 && others == 4 && loads(all, symbol::uniform + 299));
  return is.first_wrong;
}
static_assert(many_of_them() == 0);

// A parameter or a buffer that is one number for all features is loaded as such.
constexpr int one_for_all() {
  Lines is;
  Symbols s;
  const Value slope = s.symbol(symbol::parameter + 2), kept = s.symbol(symbol::buffer + 1),
              vector = s.symbol(symbol::parameter + 3, s.f);
  Extraction e(s.g);
  e.result((slope * s.x + kept * vector).id);
  const StepList all = e.finish();
  is(loads(all, symbol::one_parameter + 2) && !loads(all, symbol::parameter + 2));
  is(loads(all, symbol::one_buffer + 1) && !loads(all, symbol::buffer + 1));
  is(loads(all, symbol::parameter + 3) && !loads(all, symbol::one_parameter + 3));
  return is.first_wrong;
}
static_assert(one_for_all() == 0);

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
  CHECK(many_of_them() == 0);
  CHECK(one_for_all() == 0);
  CHECK(costs() == 0);
}
