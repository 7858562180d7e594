// SPDX-License-Identifier: BSL-1.0
// A graph holds each node once, arguments before users.
#include <doctest/doctest.h>

#include <limits>

#include "formula.hpp"

namespace {

constexpr int nodes_are_unique() {
  Lines is;
  Symbols s;
  const int before = s.g.size();
  const Value inner = tanh(s.x), product = inner * s.x;
  is(same(inner, tanh(s.x)) && same(product, tanh(s.x) * s.x) && s.g.size() == before + 2);
  is(same(product + inner, tanh(s.x) * s.x + tanh(s.x)) && s.g.size() == before + 3);
  is(!same(s.x * s.y, s.y * s.x) && !same(s.x, s.y));  // nothing is sorted
  for (int id = 0; id < s.g.size(); ++id)
    for (const int a : s.g[id].arg) is(a < id);

  is(s.g.constant(2) == s.g.constant(2.0) && s.g.constant(2) != s.g.constant(3));
  is(s.g.constant(0.0) != s.g.constant(-0.0));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  is(s.g.constant(nan) == s.g.constant(nan) && s.g.constant(nan) != s.g.constant(0));
  is(s.g.is(s.g.constant(2), 2) && !s.g.is(s.g.constant(2), 3) && !s.g.is(-1, 0) && !s.g.is(s.x.id, 0));

  // A symbol is its number and the order of its axes.
  is(s.g.symbol(0, order(batch_axis, s.f)) == s.x.id && s.g.symbol(0, order(s.f, batch_axis)) != s.x.id);
  is(s.g.symbol(0, order(batch_axis)) != s.x.id && s.g.symbol(7, order(batch_axis, s.f)) != s.x.id);
  is(s.x.axes() == (batch_axis | s.f) && s.x.rank() == 2 && s.x[-1] == s.f && s.x[0] == batch_axis);

  const View v{.count = 1, .put = {{s.f, 2}}}, w{.count = 1, .put = {{s.f, 3}}};
  is(s.g.add(v) == 0 && s.g.add(w) == 1 && s.g.add(v) == 0 && s.g.views.size() == 2);
  return is.first_wrong;
}
static_assert(nodes_are_unique() == 0);

// Uniqueness outlives a growing table.
constexpr int hundreds_of_nodes() {
  Lines is;
  Symbols s;
  Value x = s.x;
  for (int k = 0; k < 400; ++k) x = x + double(k + 1);
  const int size = s.g.size();
  Value again = s.x;
  for (int k = 0; k < 400; ++k) again = again + double(k + 1);
  is(same(x, again) && s.g.size() == size && size >= 800);
  return is.first_wrong;
}
static_assert(hundreds_of_nodes() == 0);

// x = x x + x, 60 times over, has 3^60 paths and 120 nodes.
constexpr int sixty_deep() {
  Lines is;
  Symbols s;
  Value x = s.x;
  const int before = s.g.size();
  for (int k = 0; k < 60; ++k) x = x * x + x;
  is(s.g.size() == before + 2 * 60);
  return is.first_wrong;
}
static_assert(sixty_deep() == 0);

// A formula's numbers, where run time may change them, are never each other's equal, nor neutral.
constexpr int uniforms_are_apart() {
  Lines is;
  Symbols s;
  s.g.numbers_are_uniform = true;
  const Value a = 2 * s.x, b = 2 * s.x, c = 1 * s.x, d = s.x + 0;
  is(!same(a, b) && !same(c, s.x) && !same(d, s.x) && s.g.uniforms == 4);
  const Node two = s.g[a.node().arg[0]], one = s.g[c.node().arg[0]];
  is(two.op == Op::uniform && two.info == 0 && two.value == 2 && one.info == 2 && one.value == 1);
  is(!s.g.is(a.node().arg[0], 2) && s.constant(2).node().op == Op::constant);
  s.g.numbers_are_uniform = false;
  is(same(1 * s.x, s.x) && s.g.uniforms == 4);
  return is.first_wrong;
}
static_assert(uniforms_are_apart() == 0);

constexpr int axes_have_lengths() {
  Lines is;
  Symbols s(0, 5);
  const Axis a = s.g.axis(3), b = s.x.axis(4);
  is(a.id == 2 && b.id == 3 && s.g.extent(a) == 3 && s.x.extent(b) == 4 && s.g.last == s.f);
  is(s.g.extent(a | b) == 12 && s.g.extent(Axes(0)) == 1 && s.g.extent(a | batch_axis) == 0);
  // As many as there are bits.
  Axis last = b;
  while (s.g.extents.size() < most_axes) last = s.g.axis(2);
  is(last.id == 31 && s.g.extent(last | a) == 6);
  return is.first_wrong;
}
static_assert(axes_have_lengths() == 0);

constexpr int a_copy_is_its_own() {
  Lines is;
  Symbols s;
  Graph copy = s.g;
  const int size = copy.size();
  const Value x{&copy, s.x.id};
  is(same(tanh(x), tanh(x)) && copy.size() == size + 1 && s.g.size() == size);
  return is.first_wrong;
}
static_assert(a_copy_is_its_own() == 0);

}  // namespace

TEST_CASE("graphs at run time") {
  CHECK(nodes_are_unique() == 0);
  CHECK(hundreds_of_nodes() == 0);
  CHECK(sixty_deep() == 0);
  CHECK(uniforms_are_apart() == 0);
  CHECK(axes_have_lengths() == 0);
  CHECK(a_copy_is_its_own() == 0);
}
