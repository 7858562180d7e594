// SPDX-License-Identifier: BSL-1.0
// How many samples there are is known at run time only, so the result cannot be a Tensor.
// expect: pass_a_view_for_the_result_of_a_run_time_number_of_samples< .*expects< .*samples, 2 > >
#include "program.hpp"

int main() {
  Generator rng{0};
  Model<Seq<Linear<3, 4>, ReLU, Linear<4, 2>>> model{rng};
  float in[30]{}, out[20]{};
  TensorView<const float, dynamic, 3> x{in, 10};
#ifdef REJECT
  auto y = model(x);
#else
  TensorView<float, dynamic, 2> y{out, 10};
  model(x, y);
#endif
  std::cout << y << out[0];
}
