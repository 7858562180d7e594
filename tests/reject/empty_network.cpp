// SPDX-License-Identifier: BSL-1.0
// Nothing in it.
// expect: network_has_no_layers< .*Seq< > >
// expect sentence: the network has no layers
#include "program.hpp"

#ifdef REJECT
using Net = Seq<>;
#else
using Net = Seq<Input<1>, Identity>;
#endif

int main() { train_and_use<Net>(); }
