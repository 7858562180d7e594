// SPDX-License-Identifier: BSL-1.0
// Values at other indices: what they hold, how far down a view goes, and what passes through them on the way back.
#include <doctest/doctest.h>

#include "../laws/draw.hpp"
#include "evaluator.hpp"
#include "formula.hpp"

namespace {

constexpr View view_of(Value v) { return v.graph->views[v.node().info]; }

constexpr int views_are_nodes() {
  Lines is;
  Symbols s(2, 6);
  const Value x = s.x;
  const Axis o = s.g.axis(3), k = s.g.axis(2), other = s.g.axis(6);
  const Put strided{s.f, 2 * Index(o) + k - 1};
  const Value window = at(x, strided);
  // The new indices take the place of the old one; equal views are one node.
  is(window.order() == order(batch_axis, o, k) && window.node().op == Op::view && window.node().arg[0] == x.id);
  is(same(window, at(x, strided)) && !same(window, at_or_lowest(x, strided)) && !same(window, at(s.y, strided)));
  is(view_of(window) == View{.count = 1, .put = {strided}} && view_of(at_or_lowest(x, strided)).fill == Fill::lowest);
  is(at(x, Put{s.f, o}).order() == order(batch_axis, o) && at(x, Put{batch_axis, o}).order() == order(o, s.f));
  is(at(x, Put{s.f, 3}).order() == order(batch_axis) && at(x, Put{s.f, batch_axis}).order() == order(batch_axis));
  is(at(x, Put{s.f, batch_axis}, Put{batch_axis, s.f}).order() == order(s.f, batch_axis));  // transposed
  is(at(x, Put{-1, Index(o)}).order() == order(batch_axis, s.f, o));
  // What a value does not vary along, and what stays in its place, is no view.
  is(same(at(s.bias, Put{batch_axis, o}), s.bias) && same(at(x, Put{s.f, s.f}), x) && same(at(x), x));
  is(view_of(at(x, Put{other, 0}, strided)).count == 1 && at(Value{&s.g, -1}, strided).nothing());
  return is.first_wrong;
}
static_assert(views_are_nodes() == 0);

constexpr int views_go_down() {
  Lines is;
  Symbols s(2, 6);
  const Value x = s.x, y = s.y;
  const Axis o = s.g.axis(3), k = s.g.axis(2);
  const Put p{s.f, 2 * Index(o) + k - 1};
  is(same(at(x * y, p), at(x, p) * at(y, p)) && same(at(-x, p), -at(x, p)));
  is(same(at(s.target * x, p), s.target * at(x, p)) && same(at(x * s.target, p), at(x, p) * s.target));
  is(same(at(sum(x, batch), p), sum(at(x, p), batch)));
  is(same(at(sum(x * s.bias, batch), p), sum(at(x, p) * at(s.bias, p), batch)));
  // Not where 0 would become something else, ...
  is(at(x + y, p).node().op == Op::view && at(exp(x), p).node().op == Op::view);
  is(at_or_lowest(x * y, p).node().op == Op::view && at_or_lowest(-x, p).node().op == Op::view);
  // ... nor where a new index has the name of one that is summed.
  const Value w = s.symbol(9, s.f, o);
  const Value total = sum(w, o);
  is(at(total, Put{s.f, o}).node().op == Op::view && same(at(total, Put{s.f, k}), sum(at(w, Put{s.f, k}), o)));
  return is.first_wrong;
}
static_assert(views_go_down() == 0);

// The last axis that there is room for is one like others.
constexpr int last_axis() {
  Lines is;
  Symbols s(2, 6);
  while (s.g.extents.size() < most_axes - 1) s.g.axis(2);
  const Axis o = s.g.axis(3);
  const Value seen = at(s.x, Put{s.f, 2 * Index(o)}), g = s.symbol(9, batch_axis, o);
  is(seen.order() == order(batch_axis, o) && derive(seen, g)[s.x].order() == order(batch_axis, s.f));
  is(derive(sum(seen), s.constant(1))[s.x].axes() == Axes(s.f));
  is(same(derive(reduce(Op::first_maximum, g, o), s.target)[g],
          where(first_hit(g, reduce(Op::first_maximum, g, o), o), s.target, 0)));
  return is.first_wrong;
}
static_assert(last_axis() == 0);

constexpr int arranging() {
  Lines is;
  Symbols s;
  const Value turned = arranged(s.x, s.f, batch_axis);
  is(turned.order() == order(s.f, batch_axis) && turned.axes() == s.x.axes() && turned.node().op == Op::arrange);
  is(same(arranged(s.x, batch_axis, s.f), s.x) && same(arranged(s.x, s.f, batch_axis), turned));
  return is.first_wrong;
}
static_assert(arranging() == 0);

// The adjoints of views are views.
constexpr int adjoints() {
  Lines is;
  Symbols s(2, 6);
  const Value x = s.x;
  const Axis o = s.g.axis(6), first = s.g.axis(2), c = s.g.axis(11), out = s.g.axis(3), k = s.g.axis(2);
  const auto back = [&](Value r, Value seed, Value to) { return derive(r, seed)[to]; };
  // By another name, of the same length: back to the old one.
  const Value renamed = at(x, Put{s.f, o}), a = s.symbol(10, batch_axis, o);
  is(same(back(renamed, a, x), at(a, Put{o, s.f})));
  is(same(back(renamed, s.target, x), s.target));  // ... and what is the same everywhere stays as it is
  // A transposition is undone by one.
  const Axis t = s.g.axis(2);
  const Value square = s.symbol(11, t, first);
  const Put there[] = {{t, first}, {first, t}};
  const Value g = s.symbol(12, first, t);
  is(same(back(at(square, there[0], there[1]), g, square), at(g, there[1], there[0])));
  // Of a concatenation each part receives its slice.
  const Value joined = at(x, Put{s.f, c}) + at(s.y, Put{s.f, Index(c) - 6}), b = s.symbol(13, batch_axis, c);
  is(same(back(joined, b, x), at(b, Put{c, s.f})) && same(back(joined, b, s.y), at(b, Put{c, Index(s.f) + 6})));
  // Of one element only this one receives anything.
  is(same(back(at(x, Put{s.f, 3}), s.target, x), at(s.target, Put{-1, Index(s.f) - 3})));
  // A window is solved for its longer axis, and summed along the other.
  const Value window = at(x, Put{s.f, 2 * Index(out) + k - 1}), d = s.symbol(14, batch_axis, out, k);
  Index solved = 1 + Index(s.f) - k;
  solved.divisor = 2;
  const Value expected = sum(at(d, Put{out, solved}), k);
  is(same(back(window, d, x), expected));
  return is.first_wrong;
}
static_assert(adjoints() == 0);

using Row = std::vector<double>;
Row values(Symbols& s, Value v, const Row& x, const Row& y = {}) {
  naive::Evaluator e(s.g);
  e.set(s.x.id, x);
  if (!y.empty()) e.set(s.y.id, y);
  e.run();
  return e.all(v.id);
}
Index divided(Index i, int by) {
  i.divisor = by;
  return i;
}

// A view of x, of one sample: what the adjoint of its weighted sum says, and the slopes of that, which is linear.
void adjoint_is_right(Symbols& s, Value r, bool weighted = true) {
  laws::Draw draw{5};
  const Value weight{&s.g, s.g.symbol(20, r.order())};
  const Value loss = weighted ? sum(r * weight) : sum(r);
  const Value slope = derive(loss, s.constant(1))[s.x];
  naive::Evaluator e(s.g);
  Row w(std::size_t(s.g.extent(r.axes()))), x(std::size_t(s.g.extent(s.x.axes())));
  for (double& v : w) v = draw();
  for (double& v : x) v = draw();
  e.set(weight.id, w), e.set(s.x.id, x), e.run();
  const Row slopes = e.all(slope.id, s.x.order());
  REQUIRE((slope.axes() & ~s.x.axes()) == 0);
  for (std::size_t k = 0; k < x.size(); ++k) {
    CAPTURE(k);
    const double h = 1e-5, kept = x[k];
    double difference = 0;
    for (const double sign : {1.0, -1.0}) {
      x[k] = kept + sign * h;
      e.set(s.x.id, x), e.run();
      difference += sign * e.get(loss.id);
    }
    x[k] = kept;
    CHECK(slopes[k] == doctest::Approx(difference / (2 * h)).epsilon(1e-8));
  }
}

}  // namespace

TEST_CASE("views at run time") {
  CHECK(views_are_nodes() == 0);
  CHECK(views_go_down() == 0);
  CHECK(last_axis() == 0);
  CHECK(arranging() == 0);
  CHECK(adjoints() == 0);
}

TEST_CASE("views hold what they say") {
  Symbols s(1, 6);
  const Axis o = s.g.axis(3), k = s.g.axis(2), c = s.g.axis(9);
  const Row x{1, 2, 3, 4, 5, 6}, y{7, 8, 9, 10, 11, 12};
  const auto seen = [&](auto... put) { return values(s, at(s.x, put...), x); };
  CHECK(seen(Put{s.f, Index(o) + k}) == Row{1, 2, 2, 3, 3, 4});             // a window
  CHECK(seen(Put{s.f, 2 * Index(o) + k}) == Row{1, 2, 3, 4, 5, 6});         // ... with a stride
  CHECK(seen(Put{s.f, Index(o) + 3 * Index(k)}) == Row{1, 4, 2, 5, 3, 6});  // ... with dilation
  CHECK(seen(Put{s.f, 3 * Index(o) + k - 1}) == Row{0, 1, 3, 4, 6, 0});     // ... with padding
  CHECK(seen(Put{s.f, Index(o) + 2}) == Row{3, 4, 5});                      // a slice
  CHECK(seen(Put{s.f, 2 - Index(o)}) == Row{3, 2, 1});                      // ... backwards
  CHECK(seen(Put{s.f, Index(s.f) + 2}) == Row{3, 4, 5, 6, 0, 0});           // ... under the same name
  CHECK(seen(Put{s.f, 4}) == Row{5});                                       // one element
  CHECK(seen(Put{s.f, 6}) == Row{0});
  CHECK(seen(Put{s.f, divided(c, 2)}) == Row{1, 0, 2, 0, 3, 0, 4, 0, 5});  // spread
  CHECK(seen(Put{s.f, divided(Index(c) - 1, 3)}) == Row{0, 1, 0, 0, 2, 0, 0, 3, 0});
  CHECK(seen(Put{-1, Index(k) - 1}) == Row{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6});  // a guard
  CHECK(values(s, at(s.x, Put{s.f, c}) + at(s.y, Put{s.f, Index(c) - 4}), x, y) ==
        Row{1, 2, 3, 4, 5 + 7, 6 + 8, 9, 10, 11});
  CHECK(values(s, at_or_lowest(s.x, Put{s.f, 3 * Index(o) + k - 1}), x) ==
        Row{-naive::infinity, 1, 3, 4, 6, -naive::infinity});
}

TEST_CASE("transpositions, diagonals and orders") {
  Symbols s(2, 3);
  const Row x{1, 2, 3, 4, 5, 6};
  const Axis a = s.g.axis(3), d = s.g.axis(2);
  CHECK(values(s, at(s.x, Put{s.f, batch_axis}, Put{batch_axis, s.f}), x) == Row{1, 2, 4, 5, 0, 0});
  CHECK(values(s, at(s.x, Put{batch_axis, d}, Put{s.f, Index(d) + 1}), x) == Row{2, 6});
  CHECK(values(s, at(s.x, Put{s.f, a}), x) == x);
  CHECK(values(s, arranged(s.x, s.f, batch_axis), x) == Row{1, 4, 2, 5, 3, 6});
}

// What sinks through a product holds what a view of the product would.
TEST_CASE("views of products and sums") {
  Symbols s(2, 3);
  const Axis o = s.g.axis(5);
  const Put p{s.f, Index(o) - 1};
  const Row x{1, 2, 3, 4, 5, 6}, y{2, 3, 5, 7, 11, 13};
  CHECK(values(s, at(s.x * s.y, p), x, y) == Row{0, 2, 6, 15, 0, 0, 28, 55, 78, 0});
  CHECK(values(s, at(sum(s.x, batch), p), x) == Row{0, 5, 7, 9, 0});
  CHECK(values(s, at(-s.x, p), x) == Row{0, -1, -2, -3, 0, 0, -4, -5, -6, 0});
  CHECK(values(s, at(s.x + s.y, p), x, y) == Row{0, 3, 5, 8, 0, 0, 11, 16, 19, 0});
  CHECK(values(s, at(sum(s.x, batch), Put{s.f, batch_axis}), x) == Row{5, 7});  // the name that was summed
}

TEST_CASE("adjoints of views are their slopes") {
  for (const bool weighted : {true, false}) {
    CAPTURE(weighted);
    const auto right = [&](auto make) {
      Symbols s(2, 6);
      adjoint_is_right(s, make(s), weighted);
    };
    const auto one = [&](auto index, int o = 3, int k = 2) {
      right([&](Symbols& s) {
        const Index i = index(s.g.axis(o), s.g.axis(k));
        return at(s.x, Put{s.f, i});
      });
    };
    one([](Axis o, Axis k) { return Index(o) + k; });
    one([](Axis o, Axis k) { return 2 * Index(o) + k; });
    one([](Axis o, Axis k) { return 2 * Index(o) + 3 * Index(k) - 1; });
    one([](Axis o, Axis k) { return 2 * Index(o) + 3 * Index(k) - 2; }, 2, 4);
    one([](Axis o, Axis k) { return 5 - Index(o) - 2 * Index(k); });
    one([](Axis o, Axis) { return Index(o) + 2; });
    one([](Axis o, Axis) { return Index(o) - 2; }, 9);
    one([](Axis, Axis) { return Index(4); });
    one([](Axis, Axis) { return Index(7); });
    one([](Axis o, Axis) { return divided(o, 2); }, 11);
    one([](Axis o, Axis k) { return divided(Index(o) + 1 - 2 * Index(k), 3); }, 9);
    right([](Symbols& s) { return at(s.x, Put{s.f, batch_axis}, Put{batch_axis, s.f}); });
    right([](Symbols& s) { return at(s.x, Put{s.f, Index(s.f) + 1}); });  // under the same name
    right([](Symbols& s) { return at(s.x, Put{s.f, 2 * Index(s.f) - batch_axis}); });
    right([](Symbols& s) { return at(s.x, Put{s.f, batch_axis}); });  // with an axis that is there
    right([](Symbols& s) { return at(s.x, Put{-1, Index(s.f) - 2}); });
    right([](Symbols& s) {  // a diagonal, and one of several indices
      const Axis d = s.g.axis(2);
      return at(s.x, Put{batch_axis, d}, Put{s.f, Index(d) + 1});
    });
    right([](Symbols& s) {
      const Axis d = s.g.axis(2), k = s.g.axis(3);
      return at(s.x, Put{batch_axis, Index(d) + k - 1}, Put{s.f, Index(d) + k});
    });
    right([](Symbols& s) {  // an old name that is used anew
      const Axis k = s.g.axis(4);
      return at(s.x, Put{batch_axis, 1}, Put{s.f, Index(k) - batch_axis});
    });
    right([](Symbols& s) { return at(s.x, Put{batch_axis, 1 - Index(s.f)}, Put{s.f, Index(s.f) + batch_axis}); });
    right([](Symbols& s) {  // a view of a view
      const Axis o = s.g.axis(4), k = s.g.axis(2), u = s.g.axis(3);
      return at(tanh(at(s.x, Put{s.f, Index(o) + k})), Put{o, 2 * Index(u) - 1});
    });
    right([](Symbols& s) {  // several uses
      const Axis c = s.g.axis(12);
      return at(s.x, Put{s.f, c}) + at(3 * s.x, Put{s.f, Index(c) - 6}) * s.bias;
    });
    right([](Symbols& s) { return arranged(square(s.x), s.f, batch_axis); });
    right([](Symbols& s) {  // the greatest of each window, beside its edge
      const Axis o = s.g.axis(4), k = s.g.axis(3);
      return reduce(Op::first_maximum, at_or_lowest(s.x, Put{s.f, 2 * Index(o) + k - 2}), k);
    });
  }
}

// As torch's max_pool: all to the first of the greatest, and to the first NaN if there is one.
TEST_CASE("the first of the greatest") {
  Symbols s(1, 6);
  const Axis o = s.g.axis(2), k = s.g.axis(3);
  const Value r = reduce(Op::first_maximum, at(s.x, Put{s.f, 3 * Index(o) + k}), k);
  const Value g = s.symbol(9, batch_axis, o), slope = derive(r, g)[s.x];
  const auto slopes = [&](const Row& x) {
    naive::Evaluator e(s.g);
    e.set(s.x.id, x), e.set(g.id, {2, 3}), e.run();
    return e.all(slope.id);
  };
  CHECK(slopes({1, 4, 4, 7, 6, 5}) == Row{0, 2, 0, 3, 0, 0});
  CHECK(slopes({4, 4, 4, 5, 6, 7}) == Row{2, 0, 0, 0, 0, 3});
  CHECK(slopes({4, NAN, NAN, NAN, 6, 7}) == Row{0, 2, 0, 3, 0, 0});
}

// Of a window of two axes the first is the first row's.
TEST_CASE("the first of the greatest along two axes") {
  Symbols s(2, 3);
  const Value slope = derive(reduce(Op::first_maximum, s.x, batch_axis | s.f), s.constant(1))[s.x];
  CHECK(values(s, slope, {1, 2, 9, 9, 2, 9}) == Row{0, 0, 1, 0, 0, 0});
  CHECK(values(s, slope, {1, 2, 3, 9, 2, 9}) == Row{0, 0, 0, 1, 0, 0});
}
