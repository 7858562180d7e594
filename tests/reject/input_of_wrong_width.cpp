// SPDX-License-Identifier: BSL-1.0
// Samples of two features for a network that takes one.
// expect: input_does_not_fit< .*receives< 9, 2 >, .*expects< .*samples, 1 > >
#include "program.hpp"

#ifdef REJECT
constexpr int width = 2;
#else
constexpr int width = 1;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, Tanh, Linear<4, 1>>, Tensor<float, 9, width>>(); }
