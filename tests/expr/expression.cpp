// SPDX-License-Identifier: BSL-1.0
// Formulas vary along the right axes, and leave plain numbers to <cmath>.
#include <ctnn/expr/expression.hpp>

#include <cmath>

#include "formula.hpp"

namespace {

static_assert(Expr<X> && Expr<Literal> && !Expr<double> && !Expr<int>);
static_assert(Formula<X> && Formula<X, double> && Formula<int, X> && !Formula<double> && !Formula<double, float> &&
              !Formula<X, void*>);
static_assert((Axis::batch | Axis::features) == Axis::both && (Axis::both & Axis::batch) == Axis::batch);
static_assert(without(Axis::both, Axis::batch) == Axis::features &&
              without(Axis::batch, Axis::features) == Axis::batch);
static_assert(has(Axis::both, Axis::batch) && !has(Axis::batch, Axis::both) && has(Axis::batch, Axis::none));

// Beside <cmath>, with both names in sight, a number's function is the standard library's and a symbol's is ours.
static_assert(same<decltype(tanh(0.5)), double> && same<decltype(exp(0.5)), double> &&
              same<decltype(sqrt(2.0)), double>);
static_assert(same<decltype(log(2.0)), double> && same<decltype(erf(2.0)), double>);
static_assert(same<decltype(tanh(X{})), Call<Tanh, X>> && same<decltype(abs(X{})), Call<Abs, X>>);
static_assert(same<decltype(max(X{}, 0)), Call<Max, X, Literal>> && same<decltype(min(0, X{})), Call<Min, Literal, X>>);

// x > y is y < x: one comparison less to compile.
static_assert(same<decltype(X{} > 1), Call<Less, Literal, X>> &&
              same<decltype(X{} >= symbols::Y{}), Call<LessEqual, symbols::Y, X>>);
static_assert(same<decltype(+X{}), X> && same<decltype(-X{}), Call<Negate, X>>);

}  // namespace
