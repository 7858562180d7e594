// SPDX-License-Identifier: BSL-1.0
// With the samples a value has eight axes.
// expect: a_value_has_at_most_8_axes< layer< 0 >,
// expect sentence: layer 0, .*: a value has at most 8 axes
#include "program.hpp"

#ifdef REJECT
using Front = Input<1, 2, 1, 2, 1, 2, 1, 2>;
using X = Tensor<float, 9, 1, 2, 1, 2, 1, 2, 1, 2>;
#else
using Front = Input<1, 2, 1, 2, 1, 4, 1>;
using X = Tensor<float, 9, 1, 2, 1, 2, 1, 4, 1>;
#endif

int main() { train_and_use<Seq<Front, Tanh, Flatten, Linear<16, 1>>, X>(); }
