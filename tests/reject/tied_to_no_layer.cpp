// SPDX-License-Identifier: BSL-1.0
// A layer once more, by a name that none has.
// expect: a_Tied_names_no_layer<layer<2>,
// expect: encodr
// expect sentence: layer 2: is tied to "encodr", which is no layer
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Named<"encoder", Linear<4, 4>>, Tanh, Tied<"encodr">>;
#else
using Net = Seq<Named<"encoder", Linear<4, 4>>, Tanh, Tied<"encoder">>;
#endif

int main() { return train_and_use<Net, Tensor<float, 3, 4>, Tensor<float, 3, 4>>()[0_c].bias(0) > 100; }
