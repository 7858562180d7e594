// SPDX-License-Identifier: BSL-1.0
// A gradient in training changes the running statistics, which a const model forbids.
// expect: training_changes_the_buffers_of_this_network_pass_a_model_that_is_not_const<
#include "program.hpp"

int main() {
  Generator rng{0};
  Model<Seq<Linear<1, 4>, BatchNorm1d<4>, Linear<4, 1>>> model{rng};
#ifdef REJECT
  const auto& passed = model;
#else
  auto& passed = model;
#endif
  const auto result = value_and_grad(MSELoss{}, passed, Tensor<float, 9, 1>{}, Tensor<float, 9, 1>{});
  std::cout << result.loss;
}
