// SPDX-License-Identifier: BSL-1.0
// A window that is larger than what it moves over, whose stride hides it.
// expect: a_window_is_larger_than_what_it_moves_over< layer< 1 > >
// expect sentence: layer 1, MaxPool2d.*: its window is larger than what it moves over
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 2, 2>, MaxPool2d<5>, Flatten, Linear<2, 1>>;
#else
using Net = Seq<Input<1, 4, 4>, Conv2d<1, 2, 2>, MaxPool2d<3>, Flatten, Linear<2, 1>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 1, 4, 4>>(); }
