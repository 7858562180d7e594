// SPDX-License-Identifier: BSL-1.0
// Neither has an optimiser a place among the layers.
// expect: this_is_no_layer< layer< 1 >, .*SGD >
// expect sentence: layer 1, SGD: it cannot be called with its input, so it is no layer
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Linear<1, 1>, SGD>;
#else
using Net = Seq<Linear<1, 1>, Identity>;
#endif

int main() { train_and_use<Net>(); }
