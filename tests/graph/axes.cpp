// SPDX-License-Identifier: BSL-1.0
// Orders of axes, and the indices that views are made of.
#include <doctest/doctest.h>

#include <ctnn/graph/axes.hpp>

using namespace ctnn::graph;

namespace {

constexpr Axis a{1}, b{2}, c{31};
static_assert(Axes(a) == 2 && (a | b) == 6 && Axes(c) == 0x80000000u && Axes(batch_axis) == 1);

constexpr Order order(auto... axes) {
  Order o;
  (o.add(axes), ...);
  return o;
}
static_assert(order().rank() == 0 && order().axes() == 0 && order() == Order{});
static_assert(order(b, a, c).rank() == 3 && order(b, a, c).axes() == (a | b | c));
static_assert(order(b, a, c)[0] == b && order(b, a, c)[2] == c && order(b, a, c)[-1] == c && order(b, a, c)[-3] == b);
static_assert(order(b, a) != order(a, b) && order(b, a).axes() == order(a, b).axes());
static_assert(order(batch_axis).rank() == 1 && order(batch_axis)[0] == batch_axis);  // the number 0 counts
static_assert(order(b, a, c).without(a) == order(b, c) && order(b, a, c).without(a | b | c) == Order{} &&
              order(b, a).without(c) == order(b, a));
static_assert(order(b, a).with(order(c, a)) == order(b, a, c) && order().with(order(c, a)) == order(c, a) &&
              order(b).with(order(b, c)) == order(b, c));
// As many as there is room for.
constexpr Order eight = order(Axis{0}, Axis{1}, Axis{2}, Axis{3}, Axis{4}, Axis{5}, Axis{6}, c);
static_assert(eight.rank() == Order::most && eight[7] == c && eight[-1] == c && eight[-8] == batch_axis);
static_assert(eight.without(Axis{3}).rank() == 7 && eight.with(eight) == eight);

// Indices are sums; what is equal is equal whichever way it was written.
static_assert(Index(3).offset == 3 && Index(3).terms == 0 && Index(3).axes() == 0 && Index(a).axes() == Axes(a));
constexpr Index window = 2 * Index(a) + 3 * Index(b) - 1;
static_assert(window.offset == -1 && window.terms == 2 && window.divisor == 1 && window.axes() == (a | b));
static_assert(window.term[0] == Index::Term{1, 2} && window.term[1] == Index::Term{2, 3});
static_assert(Index(a) + a == 2 * Index(a) && Index(a) + b - a + 4 == Index(b) + 4);
static_assert(-1 * window == 1 - 2 * Index(a) - 3 * Index(b));
// An axis that falls out is no term, of which the adjoint would divide by 0.
static_assert((Index(a) - a).terms == 0 && Index(a) - a == Index(0) && (Index(a) - a + b).axes() == Axes(b));
static_assert(0 * window == Index(0));

static_assert(Put{} == Put(-1, 0) && Put(a, b) == Put(1, Index(b)) && Put(a, b) != Put(a, a));
static_assert(View{.count = 1, .put = {{a, b}}} == View{.count = 1, .put = {{a, b}}} &&
              View{.count = 1, .put = {{a, b}}} != View{.count = 1, .put = {{a, b}}, .fill = Fill::lowest});

}  // namespace

TEST_CASE("orders and indices at run time") {
  volatile int number = 1;
  const Axis x{number}, y{number + 1};
  Order o;
  for (int k = 0; k < Order::most; ++k) o.add({k * number});
  CHECK(o.rank() == Order::most);
  CHECK(o[-1].id == Order::most - 1);
  CHECK((order(y, x).with(order(batch_axis)) == order(y, x, batch_axis)));
  CHECK((2 * Index(x) + y - x - x == Index(y)));
}
