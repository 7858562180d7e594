// SPDX-License-Identifier: BSL-1.0
// Class numbers as they come out of a table of numbers, as floats.
// expect: class_targets_are_integers< .*elements_of_type<float> >
#include "program.hpp"

#ifdef REJECT
using Class = float;
#else
using Class = int;
#endif

int main() { train_and_use<Seq<Linear<1, 4>>, Tensor<float, 9, 1>, Tensor<Class, 9>, CrossEntropyLoss>(); }
