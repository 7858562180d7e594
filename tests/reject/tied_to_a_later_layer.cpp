// SPDX-License-Identifier: BSL-1.0
// A layer once more, by the name of one that comes later.
// expect: a_Tied_names_a_layer_that_does_not_end_before_it<layer<.*"block".*, 1>,
// expect sentence: layer "block.1": is tied to "block", which does not end before it
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Named<"first", Linear<4, 4>>, Named<"block", Seq<Tanh, Tied<"block">>>>;
#else
using Net = Seq<Named<"first", Linear<4, 4>>, Named<"block", Seq<Tanh, Tied<"first">>>>;
#endif

int main() { return train_and_use<Net, Tensor<float, 3, 4>, Tensor<float, 3, 4>>()[0_c].bias(0) > 100; }
