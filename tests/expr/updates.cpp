// SPDX-License-Identifier: BSL-1.0
// Several formulas at once: their literals are numbered through all of them.
#include <ctnn/expr/updates.hpp>

#include "formula.hpp"

namespace {

using symbols::State, symbols::Value;
using Slope = symbols::Gradient;

constexpr auto momentum = [](double lr, double mu, double decay) {
  auto next = mu * State<0>{} + (Slope{} + decay * Value{});
  return updates(Value{} - lr * next, next);
};
using Next0 = Call<Add, Call<Multiply, Uniform<1>, State<0>>, Call<Add, Slope, Call<Multiply, Uniform<2>, Value>>>;
using Next1 = Call<Add, Call<Multiply, Uniform<3>, State<0>>, Call<Add, Slope, Call<Multiply, Uniform<4>, Value>>>;
static_assert(same<lift_updates_uniforms<decltype(momentum(0, 0, 0))>,
                   list<Call<Subtract, Value, Call<Multiply, Uniform<0>, Next0>>, Next1>>);
constexpr auto numbers = detail::literals_of<float>(momentum(0.1, 0.9, 0.5));
static_assert(sizeof numbers == 5 * sizeof(float));
static_assert(numbers.data[0] == 0.1f && numbers.data[1] == 0.9f && numbers.data[2] == 0.5f &&
              numbers.data[3] == 0.9f && numbers.data[4] == 0.5f);

// Known to the compiler, they are constants, and what is neutral goes.
using constant = decltype([](auto x) { return updates(1 * x, 0.5 * x, 2); });
static_assert(same<lift_updates<Made<constant, X>>, list<X, Call<Multiply, Const<0.5>, X>, Const<2.0>>>);

// One formula is a list of one.
static_assert(same<decltype(as_updates(X{})), Updates<X>> &&
              same<decltype(as_updates(updates(X{}, X{}))), Updates<X, X>>);
static_assert(same<lift_updates_uniforms<Updates<>>, list<>>);

}  // namespace
