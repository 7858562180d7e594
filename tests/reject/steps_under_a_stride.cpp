// SPDX-License-Identifier: BSL-1.0
// Half of the steps, rounded down, is no number of which each step makes as many more.
// expect: layer_takes_no_number_of_steps_that_only_run_time_knows< layer< .*"down" .* >
// expect sentence: layer "down", Conv1d.*: takes no number of steps that only run time knows
#include "program.hpp"

#ifdef REJECT
using Net = Seq<Input<2, dynamic>, Named<"down", Conv1d<2, 1, 2, Stride<2>>>, Tanh>;
#else
using Net = Seq<Input<2, dynamic>, Named<"down", Conv1d<2, 1, 2>>, Tanh>;
#endif

int main() { train_and_use<Net, Tensor<float, 9, 2, 6>, Tensor<float, 9, 1, 5>>(); }
