// SPDX-License-Identifier: BSL-1.0
// An Input says what comes in, so it is the first.
// expect: Input_stands_not_at_the_front< layer< 1 > >
// expect sentence: layer 1: an Input<...> stands at the front of a network only
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Linear<1, 4>, Input<4>, Linear<4, 1>>;
#else
using Net = Seq<Input<1>, Linear<1, 4>, Linear<4, 1>>;
#endif

int main() { train_and_use<Net>(); }
