// SPDX-License-Identifier: BSL-1.0
// torch.nn by example, 2: a straight line, which is one Linear of one input and one output.

#include <iostream>

#include "thermometer.hpp"

int main() {
  std::cout << t_u.shape << '\n';
  Generator rng = generator_of_the_text();
  const Data data(rng);
  Model<Linear<1, 1>>{rng};  // (the text's author ran the next cell twice)

  // 2.1 A model of one layer has that layer's members. It starts with random numbers, as torch's does.
  Model<Linear<1, 1>> linear_model{rng};
  std::cout << linear_model(data.t_un_val) << '\n';
  std::cout << linear_model.weight << '\n';
  std::cout << linear_model.bias << '\n';

  // One sample needs no batch dimension.
  const auto x = ones<float, 1>();
  std::cout << linear_model(x) << '\n';

  // 2.2 Many samples at once: B x In gives B x Out. The optimiser is told which parameters to move.
  std::cout << t_u.shape << '\n';
  linear_model = Model<Linear<1, 1>>{rng};
  for_each(parameters(linear_model), [](const auto& parameter) { std::cout << parameter << '\n'; });

  // The training loop: forward, loss, backward and update are one call.
  linear_model = Model<Linear<1, 1>>{rng};
  Trainer trainer{linear_model, MSELoss{}, SGD{.lr = 1e-2}};
  training_loop(3000, trainer, data);
  std::cout << '\n' << linear_model.weight << '\n' << linear_model.bias << '\n';
}
