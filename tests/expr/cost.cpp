// SPDX-License-Identifier: BSL-1.0
// The cost of formulas: what they share counts once, and a reduction that a formula only reads counts nothing.
#include <ctnn/expr/cost.hpp>

#include "formula.hpp"

namespace {

using inner = Call<Tanh, X>;
static_assert(lane_cost<X> == 0 && lane_cost<> == 0 && lane_cost<inner> == Tanh::cost);
static_assert(lane_cost<Call<Multiply, inner, inner>> == Tanh::cost + Multiply::cost);
static_assert(lane_cost<inner, Call<Multiply, inner, X>> == Tanh::cost + Multiply::cost);
static_assert(lane_cost<Call<Add, X, Reduce<Sum, Axis::features, inner>>> == Add::cost);

}  // namespace
