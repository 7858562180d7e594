// SPDX-License-Identifier: BSL-1.0
// What is in evaluation mode does not train.
// expect: cannot_train_in_evaluation_mode
#include <ctnn/ctnn.hpp>

using namespace ctnn;

using Net = Seq<Linear<3, 4>, BatchNorm1d<4>, Tanh, Linear<4, 1>>;

float loss(Model<Net>& model, const Tensor<float, 9, 3>& x, const Tensor<float, 9, 1>& t) {
#ifdef REJECT
  auto [value, grad] = value_and_grad(MSELoss{}, model.eval(), x, t);
#else
  auto [value, grad] = value_and_grad(MSELoss{}, model, x, t);
#endif
  return value;
}
