// SPDX-License-Identifier: BSL-1.0
// What cannot be called with a value is no layer.
// expect: this_is_no_layer< layer< 1, .*"scale" .* >, float >
// expect sentence: layer "1.scale", float: it cannot be called with its input, so it is no layer
#include "program.hpp"

#ifdef REJECT
using Scale = float;
#else
using Scale = Tanh;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, Seq<Named<"scale", Scale>>, Linear<4, 1>>>(); }
