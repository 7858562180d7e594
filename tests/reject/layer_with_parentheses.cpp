// SPDX-License-Identifier: BSL-1.0
// ReLU() is the type of a function that returns a ReLU.
// expect: a_layer_is_a_type_write_it_without_parentheses< layer< 1 >, .*ReLU >
// expect sentence: layer 1, ReLU ?\(\): a layer is a type: write it without parentheses
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Linear<1, 4>, ReLU(), Linear<4, 1>>;
#else
using Net = Seq<Linear<1, 4>, ReLU, Linear<4, 1>>;
#endif

int main() { train_and_use<Net>(); }
