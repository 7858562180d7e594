// SPDX-License-Identifier: BSL-1.0
// Reductions along the axes that an expression varies along, and those that it does not.
#include <ctnn/expr/reductions.hpp>

#include "formula.hpp"

namespace {

using Bias = symbols::Vector<0>;
using Class = symbols::ClassTarget;

static_assert(X::axes == Axis::both && Bias::axes == Axis::features && Class::axes == Axis::batch &&
              Const<2.0>::axes == Axis::none);
static_assert(Call<Add, Bias, Class>::axes == Axis::both && Call<Add, Bias, Const<1.0>>::axes == Axis::features);

// A sum leaves what it does not run along.
static_assert(same<decltype(sum(X{}, features)), Reduce<Sum, Axis::features, X>> &&
              decltype(sum(X{}, features))::axes == Axis::batch);
static_assert(same<decltype(sum(X{}, batch)), Reduce<Sum, Axis::batch, X>> &&
              decltype(sum(X{}, batch))::axes == Axis::features);
static_assert(same<decltype(sum(X{})), Reduce<Sum, Axis::both, X>> && decltype(sum(X{}))::axes == Axis::none);
static_assert(same<decltype(sum(Bias{})), Reduce<Sum, Axis::features, Bias>>);

// Along an axis that it does not vary along an expression is added up as often as there are lanes; its mean is itself.
static_assert(same<decltype(sum(Bias{}, batch)), Call<Multiply, Bias, Extent<Axis::batch>>>);
static_assert(
    same<decltype(sum(Bias{}, everything)), Call<Multiply, Reduce<Sum, Axis::features, Bias>, Extent<Axis::batch>>>);
static_assert(same<decltype(mean(Bias{}, batch)), Bias> && same<decltype(mean(Class{}, features)), Class>);
static_assert(same<decltype(mean(X{})), Call<Multiply, Reduce<Sum, Axis::both, X>, InverseExtent<Axis::both>>>);
static_assert(
    same<decltype(mean(Class{})), Call<Multiply, Reduce<Sum, Axis::batch, Class>, InverseExtent<Axis::batch>>>);
static_assert(same<decltype(max(X{}, features)), Reduce<Maximum, Axis::features, X>>);

}  // namespace
