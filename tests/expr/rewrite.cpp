// SPDX-License-Identifier: BSL-1.0
// Literals become types, or uniforms where they are known at run time only; what is neutral goes.
#include <ctnn/expr/rewrite.hpp>

#include <doctest/doctest.h>

#include "formula.hpp"

namespace {

// Equal formulas are equal types, whichever way their numbers are written.
static_assert(same<formula<decltype([](auto x) { return 0.5 * x; })>, Call<Multiply, Const<0.5>, X>>);
static_assert(same<formula<decltype([](auto x) { return 2 * x + 3.0f; })>,
                   formula<decltype([](auto x) { return 2.0 * x + 3; })>>);
static_assert(!same<formula<decltype([](auto x) { return 2 * x; })>, formula<decltype([](auto x) { return 3 * x; })>>);
static_assert(
    detail::literal_count<formula<decltype([](auto x) { return clamp(2 * x, -1, 0.1) / sum(x * 0.3, features); })>> ==
    0);
static_assert(same<formula<decltype([](auto) { return 4; })>, Const<4.0>>);

// Each literal finds its own place, in order, in calls of one to three arguments and inside reductions.
static_assert(same<formula<decltype([](auto x) { return clamp(1.5 - x, 2.5, x / 3.5); })>,
                   Call<Clamp, Call<Subtract, Const<1.5>, X>, Const<2.5>, Call<Divide, X, Const<3.5>>>>);
static_assert(same<formula<decltype([](auto x) { return sum(5.5 + x, features) * 6.5; })>,
                   Call<Multiply, Reduce<Sum, Axis::features, Call<Add, Const<5.5>, X>>, Const<6.5>>>);

// 0 and 1 where they are neutral; never 0 x, which is NaN for an infinite x.
static_assert(same<formula<decltype([](auto x) { return 1 * x; })>, X> &&
              same<formula<decltype([](auto x) { return x * 1.0; })>, X>);
static_assert(same<formula<decltype([](auto x) { return 0 + x; })>, X> &&
              same<formula<decltype([](auto x) { return x + 0; })>, X>);
static_assert(same<formula<decltype([](auto x) { return x - 0; })>, X>);
static_assert(same<formula<decltype([](auto x) { return 0 - x; })>, Call<Subtract, Const<0.0>, X>>);
static_assert(same<formula<decltype([](auto x) { return 0 * x; })>, Call<Multiply, Const<0.0>, X>>);
static_assert(same<formula<decltype([](auto x) { return (1 * x + 0) * (1 * x - 0); })>, Call<Multiply, X, X>>);
static_assert(same<simplified<Add, Zero, Zero>, Zero> && same<simplified<Add, Zero, X>, X> &&
              same<simplified<Add, X, Zero>, X>);

// Uniforms are numbered by position; a 1 among them stays, as it may be another number tomorrow.
constexpr auto with_uniforms = [](double a, double b, double c) { return clamp(a * X{}, b, sum(X{} * c, features)); };
using numbered =
    Call<Clamp, Call<Multiply, Uniform<0>, X>, Uniform<1>, Reduce<Sum, Axis::features, Call<Multiply, X, Uniform<2>>>>;
static_assert(same<lift_uniforms<decltype(with_uniforms(7, 8, 9))>, numbered>);
static_assert(same<lift_uniforms<decltype(with_uniforms(1, 0, 1))>, numbered>);
constexpr auto values = uniforms_of<float>(with_uniforms(7, 8, 9));
static_assert(same<std::remove_cvref_t<decltype(values.data[0])>, float> && sizeof values == 3 * sizeof(float));
static_assert(values.data[0] == 7 && values.data[1] == 8 && values.data[2] == 9);
static_assert(same<lift_uniforms<X>, X>);

// Any subexpression can be replaced, everywhere, and the greatest match counts.
using symbols::Y, symbols::Z;
using inner = Call<Tanh, X>;
static_assert(same<substitute<Call<Add, inner, Reduce<Sum, Axis::batch, inner>>, inner, Y>,
                   Call<Add, Y, Reduce<Sum, Axis::batch, Y>>>);
static_assert(same<substitute<X, X, Y>, Y> && same<substitute<Z, X, Y>, Z> && same<substitute<inner, inner, X>, X>);
static_assert(same<substitute<Call<Where, X, inner, Z>, X, Y>, Call<Where, Y, Call<Tanh, Y>, Z>>);

}  // namespace

TEST_CASE("uniforms carry the numbers of a call at run time") {
  volatile double rate = 0.25;
  const auto found = uniforms_of<double>(with_uniforms(rate, -rate, 2 * rate));
  CHECK(found.data[0] == 0.25);
  CHECK(found.data[1] == -0.25);
  CHECK(found.data[2] == 0.5);
}
