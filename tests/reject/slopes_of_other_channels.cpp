// SPDX-License-Identifier: BSL-1.0
// A slope for each channel, of other channels than there are.
// expect: a_parameter_is_not_as_long_as_the_axis_that_it_meets< layer< 1 >, holds< 4 >, expects< 3 > >
// expect sentence: layer 1, PReLU<4>: a parameter of 4 numbers meets an axis of 3
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 3, 3>, PReLU<4>>;
#else
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 3, 3>, PReLU<3>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 4, 4>, Tensor<float, 9, 3, 2, 2>>(); }
