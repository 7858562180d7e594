// SPDX-License-Identifier: BSL-1.0
// Targets in double for a model of float.
// expect: targets_are_of_another_type_than_the_model< .*elements_of_type<double>, .*elements_of_type<float> >
#include "program.hpp"

#ifdef REJECT
using Number = double;
#else
using Number = float;
#endif

int main() { train_and_use<Seq<Linear<1, 2>>, Tensor<float, 9, 1>, Tensor<Number, 9, 2>>(); }
