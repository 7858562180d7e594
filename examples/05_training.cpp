// SPDX-License-Identifier: BSL-1.0
// torch.nn by example, 3 continued: the line's training loop trains a network. Then its outputs beside the answers, and
// the last gradient of the hidden layer.

#include <iostream>

#include "thermometer.hpp"

using namespace ctnn::literals;

int main() {
  Generator rng = generator_of_the_text();
  const Data data(rng);
  rng = generator_after_lines();
  Model<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>{rng};  // the model before this one

  using Net = Seq<Named<"hidden_linear", Linear<1, 12>>, Named<"hidden_activation", Tanh>,
                  Named<"output_linear", Linear<12, 1>>>;
  Model<Net> namedseq_model{rng};
  std::cout << namedseq_model["output_linear"_n].bias << '\n';

  // The text shows the third run of its training cell.
  Trainer trainer{namedseq_model, MSELoss{}, SGD{.lr = 1e-3}};
  for (int epoch = 0; epoch < 2 * 5000; ++epoch) trainer.step(data.t_un_train, data.t_c_train);
  training_loop(5000, trainer, data);

  std::cout << "output " << namedseq_model(data.t_un_val) << '\n';
  std::cout << "answer " << data.t_c_val << '\n';
  std::cout << "hidden " << trainer.grad["hidden_linear"_n].weight.tensor() << '\n';
}
