// SPDX-License-Identifier: BSL-1.0
// Doubles for a model of floats.
// expect: input_is_of_another_type_than_the_model< .*elements_of_type<double>, .*elements_of_type<float> >
#include "program.hpp"

#ifdef REJECT
using Element = double;
#else
using Element = float;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, Tanh, Linear<4, 1>>, Tensor<Element, 9, 1>>(); }
