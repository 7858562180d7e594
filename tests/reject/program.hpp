// SPDX-License-Identifier: BSL-1.0
// What a newcomer's program does with a network: the mistake shows wherever it shows first, and then no more.
#pragma once

#include <iostream>

#include <ctnn/ctnn.hpp>

using namespace ctnn;
using namespace ctnn::literals;

template <class Net, class X = Tensor<float, 9, 1>, class T = Tensor<float, 9, 1>, class Loss = MSELoss>
Model<Net> train_and_use() {
  Generator rng{0};
  Model<Net> model{rng};
  Trainer trainer{model, Loss{}, SGD{.lr = 1e-3}};
  X x{};
  T t{};
  for (int epoch = 0; epoch < 10; ++epoch) {
    const float val = evaluate(Loss{}, model, x, t);
    const float loss = trainer.step(x, t);
    std::cout << epoch << ' ' << loss << ' ' << val << '\n';
  }
  auto [loss, grad] = value_and_grad(Loss{}, model, x, t);
  std::cout << model(x) << loss;
  return model;
}
