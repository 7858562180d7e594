// SPDX-License-Identifier: BSL-1.0
// Values of samples and features have no third axis.
// expect: a_formula_asks_for_an_axis_that_its_value_does_not_have< layer< 1 >, .*SoftmaxAlong< 2 >
// expect sentence: layer 1, SoftmaxAlong<2>: its formula asks for an axis that its value does not have
#include "program.hpp"

#ifdef REJECT
constexpr int dim = 2;
#else
constexpr int dim = 1;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, SoftmaxAlong<dim>, Linear<4, 1>>>(); }
