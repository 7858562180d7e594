// SPDX-License-Identifier: BSL-1.0
// Two neighbours of different size: the index of the second, what it receives and what it expects.
// expect: layers_do_not_fit< layer< 2 >, receives< 13 >, expects< 12 > >
// expect sentence: layer 2, Linear<12, 1>: expects 12 features and receives 13 from layer 1, Tanh
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Linear<1, 13>, Tanh, Linear<12, 1>>;
#else
using Net = Seq<Linear<1, 13>, Tanh, Linear<13, 1>>;
#endif

int main() { train_and_use<Net>(); }
