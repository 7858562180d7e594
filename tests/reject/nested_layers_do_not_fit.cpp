// SPDX-License-Identifier: BSL-1.0
// The same inside a nested Seq: the whole way to the layer, by index and by name.
// expect: layers_do_not_fit< layer< 1, .*"block" .*, 2 >, receives< 6 >, expects< 5 > >
// expect sentence: layer "1.block.2", Linear<5, 4>: expects 5 features and receives 6 from layer "1.block.1", Tanh
#include "program.hpp"

#ifdef REJECT
using Block = Seq<Linear<4, 6>, Tanh, Linear<5, 4>>;
#else
using Block = Seq<Linear<4, 6>, Tanh, Linear<6, 4>>;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, Seq<Named<"block", Block>>, Linear<4, 1>>>(); }
