// SPDX-License-Identifier: BSL-1.0
// What is in evaluation mode does not train.
// expect: cannot_train_in_evaluation_mode_pass_the_model_itself
#include "program.hpp"

int main() {
  using Net = Seq<Linear<1, 4>, Tanh, Linear<4, 1>>;
  Model<Net> model = train_and_use<Net>();
  Tensor<float, 9, 1> x{}, t{};
#ifdef REJECT
  auto [loss, grad] = value_and_grad(MSELoss{}, model.eval(), x, t);
#else
  auto [loss, grad] = value_and_grad(MSELoss{}, model, x, t);
#endif
  std::cout << loss << grad[0_c].weight;
}
