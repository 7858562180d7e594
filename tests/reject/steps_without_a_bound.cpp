// SPDX-License-Identifier: BSL-1.0
// How many steps there are is known at run time only, and nothing bounds the memory for them.
// expect: steps_that_only_run_time_knows_need_a_Workspace_or_Trainer_with_MaxSteps< .*Seq
#include "program.hpp"

int main() {
  using Net = Seq<Input<dynamic, 3>, LSTM<3, 4>, Linear<4, 2>>;
  Generator rng{0};
  Model<Net> model{rng};
  float in[2 * 5 * 3]{}, out[2 * 5 * 2]{};
  TensorView<const float, dynamic, dynamic, 3> x{in, 2, 5};
  TensorView<float, dynamic, dynamic, 2> y{out, 2, 5};
#ifdef REJECT
  model(x, y);
#else
  static Workspace<Net, MaxSteps<5>> space;
  model(x, y, space);
#endif
  std::cout << out[0];
}
