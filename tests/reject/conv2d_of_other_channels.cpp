// SPDX-License-Identifier: BSL-1.0
// A convolution of other channels than it receives.
// expect: layers_do_not_fit< layer< 2 >, receives< 4 >, expects< 5 > >
// expect sentence: layer 2, Conv2d.*: expects 5 channels and receives 4 from layer 1, Tanh
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<1, 5, 5>, Conv2d<1, 4, 3>, Tanh, Conv2d<5, 2, 3>>;
#else
using Net = Seq<Input<1, 5, 5>, Conv2d<1, 4, 3>, Tanh, Conv2d<4, 2, 3>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 5, 5>, Tensor<float, 9, 2, 1, 1>>(); }
