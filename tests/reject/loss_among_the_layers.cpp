// SPDX-License-Identifier: BSL-1.0
// A loss has a place of its own.
// expect: a_loss_is_no_layer< layer< 1 >, .*MSELoss >
// expect sentence: layer 1, MSELoss: a loss is no layer
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Linear<1, 1>, MSELoss>;
#else
using Net = Seq<Linear<1, 1>, Identity>;
#endif

int main() { train_and_use<Net>(); }
