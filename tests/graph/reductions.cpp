// SPDX-License-Identifier: BSL-1.0
// Reductions along the axes that a value varies along, and those that it does not.
#include <doctest/doctest.h>

#include "evaluator.hpp"
#include "formula.hpp"

namespace {

constexpr Value reduction(Op op, Value e, Axes along) {
  const Order left = e.order().without(along);
  return {e.graph,
          e.graph->add({.op = op, .arg = {e.id, -1, -1}, .axes = left.axes(), .order = left, .info = int(along)})};
}

constexpr int along_axes() {
  Lines is;
  Symbols s;
  const Value x = s.x, bias = s.bias, target = s.target;
  const Axes both = batch_axis | s.f;
  // A sum leaves what it does not run along.
  is(same(sum(x, features), reduction(Op::sum, x, s.f)) && sum(x, features).order() == order(batch_axis));
  is(same(sum(x, batch), reduction(Op::sum, x, batch_axis)) && sum(x, batch).order() == order(s.f));
  is(same(sum(x), reduction(Op::sum, x, both)) && same(sum(x, everything), sum(x)) && sum(x).axes() == 0);
  is(same(sum(bias), reduction(Op::sum, bias, s.f)) && same(sum(x, s.f), sum(x, features)));
  is(same((max)(x, features), reduction(Op::maximum, x, s.f)));
  // Along an axis that it does not vary along a value is added up as often as there are elements; its mean is itself,
  // and so is the greatest.
  const Value samples = extent_of(s.g, batch_axis), one_by = extent_of(s.g, batch_axis, true);
  is(samples.node().op == Op::extent && one_by.node().op == Op::inverse_extent);
  is(samples.node().info == int(Axes(batch_axis)) && one_by.node().info == int(Axes(batch_axis)));
  is(same(sum(bias, batch), bias * samples) && same(sum(bias, everything), sum(bias) * samples));
  is(same(sum(target, features), target * 5) && same(sum(s.one), s.one) && same(sum(s.one, features), s.one * 5));
  is(same(mean(bias, batch), bias) && same(mean(target, features), target) && same(mean(s.one), s.one));
  is(same((max)(bias, batch), bias) && same(reduce(Op::minimum, s.one, both), s.one));
  is(sum(Value{&s.g, -1}, features).nothing() && mean(Value{}).nothing());
  // A length that is known is a number.
  is(same(mean(x, features), sum(x, features) * 0.2) && same(mean(target), sum(target) * one_by));
  is(same(mean(x), sum(x) * extent_of(s.g, both, true)) && extent_of(s.g, s.f).node().value == 5);
  Symbols known(4, 5);
  is(same(mean(known.x), sum(known.x) * (1.0 / 20)) && same(sum(known.bias, batch), known.bias * 4));
  // Where `features` is another axis, a value's own last one is meant; of a number, that one.
  const Axis other = s.g.axis(7);
  s.g.last = other;
  is(same(sum(x, features), sum(x, s.f)) && same(sum(x, everything), sum(x, both)));
  is(same(sum(s.one, features), s.one * 7));
  return is.first_wrong;
}
static_assert(along_axes() == 0);

constexpr int made_of_them() {
  Lines is;
  Symbols s;
  const Value x = s.x, shifted = x - detach((max)(x, features));
  is(same(log_softmax(x), shifted - log(sum(exp(shifted), features))) &&
     same(log_softmax(x, features), log_softmax(x)));
  is(log_softmax(x).order() == x.order() && log_softmax(x, batch).order() == x.order());
  is(same(gather(x, s.target), sum(where(position(s.g, s.f) == s.target, x, 0), features)));
  is(gather(x, s.target).order() == order(batch_axis));
  const Value p = position(s.g, s.f);
  is(same(p, position(s.g, s.f)) && p.order() == order(s.f) && p.node().info == s.f.id);
  return is.first_wrong;
}
static_assert(made_of_them() == 0);

// Within as much as sums in another order differ by.
void check(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    CAPTURE(k);
    if (std::isnan(expected[k])) CHECK(std::isnan(found[k]));
    else CHECK(found[k] == doctest::Approx(expected[k]).epsilon(1e-14));
  }
}

}  // namespace

TEST_CASE("reductions at run time") {
  CHECK(along_axes() == 0);
  CHECK(made_of_them() == 0);
}

TEST_CASE("reductions compute what they say") {
  Symbols s(0, 3);
  const Value x = s.x, y = s.y;
  const Value sums = sum(x, features), columns = sum(x, batch), means = mean(x, batch), all = mean(x),
              greatest = (max)(x, features), least = reduce(Op::minimum, x, batch_axis),
              first = reduce(Op::first_maximum, x, s.f), often = sum(s.bias, everything),
              number = position(s.g, s.f) + 0 * s.one, nan = (max)(y, features),
              nan_least = reduce(Op::minimum, y, s.f), nan_first = reduce(Op::first_maximum, y, s.f),
              picked = gather(x, s.target), soft = log_softmax(100 * x);
  naive::Evaluator e(s.g);
  e.length(batch_axis, 2);
  e.set(x.id, {1, 5, 2, 7, 3, 7});
  e.set(y.id, {1, NAN, 2, NAN, 3, 4});
  e.set(s.bias.id, {1, 2, 4}), e.set(s.target.id, {2, 0});
  e.run();
  check(e.all(sums.id), {8, 17});
  check(e.all(columns.id), {8, 8, 9});
  check(e.all(means.id), {4, 4, 4.5});
  check(e.all(all.id), {25 / 6.0});
  check(e.all(greatest.id), {5, 7});
  check(e.all(first.id), {5, 7});
  check(e.all(least.id), {1, 3, 2});
  check(e.all(often.id), {14});
  check(e.all(number.id), {0, 1, 2});
  check(e.all(nan.id), {NAN, NAN});
  check(e.all(nan_first.id), {NAN, NAN});
  check(e.all(nan_least.id), {NAN, NAN});
  check(e.all(picked.id), {2, 7});
  check(e.all(soft.id), {-400, 0, -300, -std::log(2.0), -400 - std::log(2.0), -std::log(2.0)});
}

// What is in other lanes does no harm.
TEST_CASE("one lane is picked beside infinite ones") {
  Symbols s(1, 3);
  const Value picked = gather(s.x, s.target);
  naive::Evaluator e(s.g);
  e.set(s.x.id, {INFINITY, 2, NAN}), e.set(s.target.id, {1});
  e.run();
  CHECK(e.get(picked.id) == 2);
}
