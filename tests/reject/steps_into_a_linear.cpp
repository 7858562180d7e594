// SPDX-License-Identifier: BSL-1.0
// All steps become features, of which a Linear takes a constant number.
// expect: layer_takes_no_number_of_steps_that_only_run_time_knows< layer< 2 > >
// expect sentence: layer 2, Linear<16, 1>: takes no number of steps that only run time knows
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<dynamic, 3>, LSTM<3, 4>, Flatten, Linear<16, 1>>;
#else
using Net = Seq<Input<4, 3>, LSTM<3, 4>, Flatten, Linear<16, 1>>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 4, 3>>(); }
