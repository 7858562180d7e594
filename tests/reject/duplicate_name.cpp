// SPDX-License-Identifier: BSL-1.0
// Two layers with one name.
// expect: two_layers_have_the_same_name< layer< .*"hidden" .* >, indices< 0, 2 > >
// expect sentence: layer "hidden": layers 0 and 2 have the same name
#include "program.hpp"

#ifdef REJECT
#  define SECOND "hidden"
#else
#  define SECOND "output"
#endif

int main() { train_and_use<Seq<Named<"hidden", Linear<1, 4>>, Tanh, Named<SECOND, Linear<4, 1>>>>(); }
