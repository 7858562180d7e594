// SPDX-License-Identifier: BSL-1.0
// An activation fits any shape, so something has to say which.
// expect: layer_needs_an_Input_at_the_front_of_the_network< layer< 0 > >
// expect sentence: layer 0, Tanh: nothing says how many features it receives: begin the network with an Input<
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Tanh, Linear<1, 1>>;
#else
using Net = Seq<Input<1>, Tanh, Linear<1, 1>>;
#endif

int main() { train_and_use<Net>(); }
