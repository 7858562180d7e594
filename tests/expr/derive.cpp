// SPDX-License-Identifier: BSL-1.0
// Derivatives as types. (That they are right as numbers is what laws/gradient_primitives.cpp shows.)
#include <ctnn/expr/derive.hpp>

#include "formula.hpp"

namespace {

using symbols::G, symbols::Y, symbols::Z;
using Bias = symbols::Vector<1>;
using One = Const<1.0>;

using tanh_of = decltype([](auto x) { return tanh(x); });
using sigmoid_of = decltype([](auto x) { return sigmoid(x); });
using exp_of = decltype([](auto x) { return exp(x); });
using sqrt_of = decltype([](auto x) { return sqrt(x); });
using relu_of = decltype([](auto x) { return max(x, 0); });
using clamp_of = decltype([](auto x) { return clamp(x, -1, 1); });
using swish_of = decltype([](auto x) { return x * sigmoid(x); });
using square_of = decltype([](auto x) { return square(x); });
using log_of = decltype([](auto x) { return log(x); });
using erf_of = decltype([](auto x) { return erf(x); });
using abs_of = decltype([](auto x) { return abs(x); });

// g (1 - y y) for tanh, and nothing of x.
static_assert(same<slope<tanh_of>, Call<Multiply, G, Call<Subtract, One, Call<Multiply, Y, Y>>>>);
static_assert(!keeps_argument<tanh_of> && keeps_result<tanh_of>);
static_assert(!keeps_argument<sigmoid_of> && keeps_result<sigmoid_of>);
static_assert(!keeps_argument<exp_of> && same<slope<exp_of>, Call<Multiply, G, Y>>);
static_assert(!keeps_argument<sqrt_of> && !keeps_argument<relu_of> && !keeps_argument<clamp_of>);
// Swish needs its argument, to which the sigmoid's result is added up again; these need nothing else.
static_assert(keeps_argument<swish_of>);
static_assert(keeps_argument<square_of> && !keeps_result<square_of>);
static_assert(keeps_argument<log_of> && !keeps_result<log_of>);
static_assert(keeps_argument<erf_of> && !keeps_result<erf_of>);
static_assert(keeps_argument<abs_of> && !keeps_result<abs_of>);

// A sum passes its adjoint on as it is, once for each use.
static_assert(same<derive<Call<Add, X, Z>, G, X>, G> && same<derive<Call<Add, X, X>, G, X>, Call<Add, G, G>>);
static_assert(same<derive<Call<Subtract, X, Z>, G, X>, G> && same<derive<Call<Subtract, X, Z>, G, Z>, Call<Negate, G>>);
static_assert(same<derive<Call<Multiply, X, X>, G, X>, Call<Add, Call<Multiply, G, X>, Call<Multiply, G, X>>>);
static_assert(same<derive<Call<Square, X>, One, X>, Call<Multiply, Const<2.0>, X>>);  // 1 * (2 x)
static_assert(same<derive<X, G, X>, G>);

// No path, no adjoint.
static_assert(same<derive<Call<Tanh, X>, G, Z>, Zero> && same<derive<Const<3.0>, G, X>, Zero>);
static_assert(same<derive<Call<Detach, Call<Tanh, X>>, G, X>, Zero> && same<derive<Call<Less, X, Z>, G, X>, Zero>);
static_assert(same<derive<Call<Where, Call<Less, X, Z>, Z, Y>, G, X>, Zero>);
static_assert(same<derive<Call<Add, Call<Detach, X>, X>, G, X>, G>);

// What was broadcast receives the sum over what it was broadcast along: a bias over the batch, a row's value over the
// features.
static_assert(same<derive<Call<Add, X, Bias>, G, Bias>, Reduce<Sum, Axis::batch, G>>);
static_assert(same<derive<Call<Multiply, X, Bias>, G, Bias>, Reduce<Sum, Axis::batch, Call<Multiply, G, X>>>);
using row_sum = Reduce<Sum, Axis::features, X>;
static_assert(same<derive<Call<Multiply, Z, row_sum>, G, row_sum>, Reduce<Sum, Axis::features, Call<Multiply, G, Z>>>);
static_assert(same<derive<row_sum, symbols::ClassTarget, X>, symbols::ClassTarget>);
static_assert(derive<Call<Multiply, X, Bias>, G, Bias>::axes == Axis::features);

// The mean of squares: 2 / n times the difference, with no reduction left.
using mean_of_squares = formula_of<decltype([](auto y, auto t) { return mean(square(y - t)); }), X, symbols::Target>;
using error = Call<Subtract, X, symbols::Target>;
static_assert(same<derive<mean_of_squares, One, X>,
                   Call<Multiply, InverseExtent<Axis::both>, Call<Multiply, Const<2.0>, error>>>);

// The adjoint of any subexpression, and the chain rule through it.
using inner = Call<Tanh, X>;
static_assert(same<derive<Call<Exp, inner>, G, inner>, Call<Multiply, G, Call<Exp, inner>>>);
static_assert(same<derive<Call<Exp, inner>, G, X>, derive<inner, derive<Call<Exp, inner>, G, inner>, X>>);

// The derivative is linear in the graph: x = x x + x, 5 times over, has 3^5 paths, and its derivative a few nodes a
// time.
template <int N>
struct Nested {
  using before = typename Nested<N - 1>::type;
  using type = Call<Add, Call<Multiply, before, before>, before>;
};
template <>
struct Nested<0> {
  using type = X;
};
static_assert(length<all_nodes<derive<Nested<5>::type, G, X>>> < 5 * 8);

}  // namespace
