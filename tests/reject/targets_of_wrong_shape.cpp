// SPDX-License-Identifier: BSL-1.0
// Targets of four features for a network that gives five.
// expect: targets_do_not_fit< .*receives< 9, 4 >, .*expects< 9, 5 > >
#include "program.hpp"

#ifdef REJECT
constexpr int width = 4;
#else
constexpr int width = 5;
#endif

int main() { train_and_use<Seq<Linear<1, 5>>, Tensor<float, 9, 1>, Tensor<float, 9, width>>(); }
