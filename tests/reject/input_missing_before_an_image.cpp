// SPDX-License-Identifier: BSL-1.0
// A convolution fits images of any size, so something has to say which.
// expect: layer_needs_an_Input_at_the_front_of_the_network< layer< 0 > >
// expect sentence: layer 0, Conv2d.*: nothing says how many features it receives: begin the network with an Input<
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Conv2d<1, 2, 3>, Flatten, Linear<8, 1>>;
#else
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 2, 3>, Flatten, Linear<8, 1>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 4, 4>>(); }
