// SPDX-License-Identifier: BSL-1.0
// Branches whose results are added up, of different lengths.
// expect: branches_return_values_of_different_shapes< layer< 1 >, returns< 8 >, returns< 6 > >
// expect sentence: layer 1, Sum.*: its branches return values of different shapes, of 8 and of 6 numbers
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<2, 3>, Tanh, Sum<Linear<3, 4>, Linear<3, 3>>>;
#else
using Net = Seq<Input<2, 3>, Tanh, Sum<Linear<3, 4>, Linear<3, 4>>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 2, 3>, Tensor<float, 9, 2, 4>>(); }
