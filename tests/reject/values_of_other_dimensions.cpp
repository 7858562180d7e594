// SPDX-License-Identifier: BSL-1.0
// An image for a layer of sequences.
// expect: layer_expects_values_of_other_dimensions< layer< 1 >, receives< 4 >, expects< 3 > >
// expect sentence: layer 1, LSTM<3, 2>: expects values of 3 dimensions, the samples included, and receives 4
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<2, 4, 4>, Conv2d<2, 2, 2>, LSTM<3, 2>>;
#else
using Net = Seq<Input<2, 4>, Conv1d<2, 2, 2>, LSTM<3, 2>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 2, 4>, Tensor<float, 9, 2, 2>>(); }
