// SPDX-License-Identifier: BSL-1.0
// x + F(x) needs an F that gives back an image of the size it receives.
// expect: residual_changes_the_shape< layer< 0 >, receives< 32 >, returns< 8 > >
// expect sentence: layer 0, Residual.*: receives 32 features and returns 8
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<2, 4, 4>, Residual<Conv2d<2, 2, 3>, Tanh>>;
#else
using Net = Seq<Input<2, 4, 4>, Residual<Conv2d<2, 2, 3, Padding<1>>, Tanh>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 2, 4, 4>, Tensor<float, 9, 2, 4, 4>>(); }
