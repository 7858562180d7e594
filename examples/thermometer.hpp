// SPDX-License-Identifier: BSL-1.0
// What the examples about the thermometer share: the readings, the generator of random numbers, the training loop.
#pragma once

#include <cstdio>

#include <ctnn/ctnn.hpp>

using namespace ctnn;

// The same eleven temperatures in degrees Celsius and in the thermometer's unit: 11 x 1.
inline const auto t_c = unsqueeze<1>(Tensor<float, 11>{0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0});
inline const auto t_u =
    unsqueeze<1>(Tensor<float, 11>{35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4});

// Nine readings to learn from and two to judge by, in random order. A tenth of t_u is near 1, where gradients behave.
struct Data {
  Tensor<float, 9, 1> t_un_train, t_c_train;
  Tensor<float, 2, 1> t_un_val, t_c_val;

  explicit Data(Generator& rng) {
    const auto [train_indices, val_indices] = random_split<9, 2>(rng);
    t_un_train = 0.1f * t_u[train_indices], t_c_train = t_c[train_indices];
    t_un_val = 0.1f * t_u[val_indices], t_c_val = t_c[val_indices];
  }
};

// The text that these examples follow was written with a generator whose seed it does not say, but which its numbers
// give away. Its author had run the first cell, which splits the data, and the first model's once before: these draws
// come first.
inline Generator generator_of_the_text() {
  Generator rng{3641431170};
  randperm<11>(rng);
  Model<Linear<1, 1>>{rng};
  return rng;
}
// The same, after the chapter about lines: the split, and the second time, three and a fourth model.
inline Generator generator_after_lines() {
  Generator rng = generator_of_the_text();
  randperm<11>(rng);
  for (int models = 0; models < 4; ++models) Model<Linear<1, 1>>{rng};
  return rng;
}

// Each epoch is one step on all nine readings. Both losses are those before it.
void training_loop(int n_epochs, auto& trainer, const Data& data) {
  for (int epoch = 1; epoch <= n_epochs; ++epoch) {
    const float loss_val = evaluate(trainer.loss, trainer.model, data.t_un_val, data.t_c_val);
    const float loss_train =
        trainer.backward(data.t_un_train, data.t_c_train);  // step() is both at once, and keeps no gradient
    trainer.update();
    if (epoch == 1 || epoch % 1000 == 0)
      std::printf("Epoch %d, Training Loss %.4f , Val Loss %.4f\n", epoch, double(loss_train), double(loss_val));
  }
  std::fflush(stdout);
}
