// SPDX-License-Identifier: BSL-1.0
// A layer's parameters as its formula sees them.
#include <doctest/doctest.h>

#include "formula.hpp"

#include <ctnn/graph/symbols.hpp>

namespace {

// Kinds of symbols do not meet, and all of them fit a step's argument.
static_assert(symbol::cell == 0 && symbol::parameter == 256 && symbol::statistic + symbol::kind < 65536);

constexpr int by_itself() {
  Lines is;
  Symbols s(0, 5);
  const Parameter<3, 5> bias(s.g);
  is(bias.node().op == Op::symbol && bias.node().info == 3 && bias.order() == order(s.f));
  is(same(bias, Parameter<3, 5>(s.g)) && !same(bias, Parameter<4, 5>(s.g)));
  is(same(s.x * bias, call_of(Op::multiply, s.x, bias)) && (s.x + bias).order() == s.x.order());
  // One number beside more is the same for all; where there is one only, it is a vector of one.
  const Parameter<3, 1> number(s.g);
  is(number.axes() == 0 && number.node().info == 3 && (s.x + number).order() == s.x.order());
  Symbols narrow(0, 1), unknown(0, 0);
  is(Parameter<3, 1>(narrow.g).order() == order(narrow.f) && Parameter<3, 1>(narrow.g).node().info == 3);
  // What does not fit is marked, which whoever traces the formula finds if it is used.
  const Parameter<3, 4> unfit(s.g);
  is(unfit.node().info == (3 | symbol::unfit) && unfit.order() == order(s.f) && s.g.misfit.parameter < 0);
  is(Parameter<3, 4>(narrow.g).node().info == (3 | symbol::unfit));
  // Of an axis whose length is not known yet every length fits.
  is(Parameter<3, 4>(unknown.g).node().info == 3 && Parameter<3, 1>(unknown.g).axes() == 0);
  // Reductions take it for what it is.
  is(same((max)(bias, features), reduce(Op::maximum, bias, s.f)));
  is(same((max)(bias, s.f | batch_axis), reduce(Op::maximum, bias, s.f)));
  is(same((max)(bias, s.f), (max)(bias, features)) && same(sum(bias, features), sum(bias)));
  // A matrix has to be called: by itself it is marked, too.
  is(Parameter<3, 4, 5>(s.g).node().info == (3 | symbol::unfit) && Parameter<3, 4, 5>(s.g).node().value == 0);
  is(unfit.node().value == 4);
  static_assert(Parameter<3>::rank == 0 && Parameter<3, 4>::rank == 1 && Parameter<3, 4, 5>::rank == 2);
  return is.first_wrong;
}
static_assert(by_itself() == 0);

constexpr int with_axes() {
  Lines is;
  Symbols s(0, 5);
  const Axis o = s.g.axis(4), k = s.g.axis(3);
  const Parameter<7, 4, 5> weight(s.g);
  is(weight(o, s.f).order() == order(o, s.f) && weight(o, s.f).node().info == 7 && s.g.misfit.parameter < 0);
  is(same(weight(o, s.f), weight(o, s.f)));
  is(Parameter<8>(s.g)().axes() == 0 && Parameter<8>(s.g)().node().info == 8);
  const Parameter<9, 4> along(s.g);  // no length of the input's last axis, but of another
  is(along(o).order() == order(o) && along(o).node().info == 9 && s.g.misfit.parameter < 0);
  is(same(sum(weight(o, s.f) * s.x, s.f) + along(o), sum(weight(o, s.f) * s.x, features) + along(o)));
  is(weight(o, batch_axis).id >= 0 && s.g.misfit.parameter < 0);  // an axis without a length
  // The first misfit is recorded: whose, which of its dimensions, both lengths.
  const Value misfit = weight(o, k);
  is(misfit.order() == order(o, k) && s.g.misfit.parameter == 7 && s.g.misfit.dimension == 1);
  is(s.g.misfit.length == 5 && s.g.misfit.meets == 3);
  along(k);
  is(s.g.misfit.parameter == 7);
  return is.first_wrong;
}
static_assert(with_axes() == 0);

template <class P>
concept called_with_one = requires(P p, Axis a) {
  p(a);
};
template <class P>
concept called_with_a_number = requires(P p) {
  p(1, 2);
};
static_assert(called_with_one<Parameter<0, 4>> && !called_with_a_number<Parameter<0, 4, 5>>);

}  // namespace

TEST_CASE("parameters at run time") {
  CHECK(by_itself() == 0);
  CHECK(with_axes() == 0);
}
