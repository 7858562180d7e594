// SPDX-License-Identifier: BSL-1.0
// A Linear behind Flatten that expects other features than an image has.
// expect: layers_do_not_fit< layer< 2 >, receives< 18 >, expects< 16 > >
// expect sentence: layer 2, Linear<16, 1>: expects 16 features and receives 18 from layer 1, Flatten
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 2, 2>, Flatten, Linear<16, 1>>;
#else
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 2, 2>, Flatten, Linear<18, 1>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 4, 4>>(); }
