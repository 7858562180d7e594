// SPDX-License-Identifier: BSL-1.0
// Compiled once for each instruction set, as a function called CTNN_TEST_NAME: a small network trains for three steps.
#include "network.hpp"

#include <ctnn/ctnn.hpp>

Outputs CTNN_TEST_NAME() {
  using namespace ctnn;
  Generator rng{2};
  Model<Seq<Linear<3, 17>, Tanh, Linear<17, 5>>> model{rng};
  const auto x = rand<float, 20, 3>(rng);
  const auto t = rand<float, 20, 5>(rng);
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}};

  Outputs outputs{};
  for (int i = 0; i < 3; ++i) outputs.loss[i] = trainer.step(x, t);
  const auto y = model(x);
  for (int i = 0; i < 100; ++i) outputs.y[i] = y.data()[i];
  return outputs;
}
