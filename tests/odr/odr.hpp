// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/ctnn.hpp>

// The same network, loss and optimiser used by two translation units of one program.
using Net = ctnn::Seq<ctnn::Linear<3, 7>, ctnn::Tanh, ctnn::Linear<7, 2>>;

float train_in_first(ctnn::Model<Net>& model, const ctnn::Tensor<float, 5, 3>& x, const ctnn::Tensor<float, 5, 2>& t);
float train_in_second(ctnn::Model<Net>& model, const ctnn::Tensor<float, 5, 3>& x, const ctnn::Tensor<float, 5, 2>& t);

inline float train(ctnn::Model<Net>& model, const ctnn::Tensor<float, 5, 3>& x, const ctnn::Tensor<float, 5, 2>& t) {
  using namespace ctnn;
  Optimizer sgd{SGD{.lr = 0.1f, .momentum = 0.9f}, model};
  for (int i = 0; i < 3; ++i) {
    auto [loss, grad] = value_and_grad(MSELoss{}, model, x, t);
    sgd.step(model, grad);
  }
  return evaluate(MSELoss{}, model, x, t);
}
