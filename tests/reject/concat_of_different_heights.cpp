// SPDX-License-Identifier: BSL-1.0
// Images beside each other that are not of the same height.
// expect: branches_return_values_of_different_shapes< layer< 0 >, returns< 16 >, returns< 12 > >
// expect sentence: layer 0, Concat.*: its branches return values of different shapes, of 16 and of 12 numbers
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<1, 4, 4>, Concat<Identity, Conv2d<1, 1, Size{2, 1}>>>;
#else
using Net = Seq<Input<1, 4, 4>, Concat<Identity, Conv2d<1, 1, 1>>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 4, 4>, Tensor<float, 9, 2, 4, 4>>(); }
