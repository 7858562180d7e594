// SPDX-License-Identifier: BSL-1.0
// BatchNorm1d gives one thing in training and another in evaluation, so a bare call of its network must say which.
// expect: network_depends_on_the_mode_write_model_eval
#include "program.hpp"

int main() {
  Generator rng{0};
  Model<Seq<Linear<3, 4>, BatchNorm1d<4>, Tanh, Linear<4, 1>>> model{rng};
  Tensor<float, 9, 3> x{};
#ifdef REJECT
  std::cout << model(x);
#else
  std::cout << model.eval()(x);
#endif
}
