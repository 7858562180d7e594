// SPDX-License-Identifier: BSL-1.0
// A network that draws random numbers, and nobody to draw them from.
// expect: network_draws_random_numbers_pass_a_Generator_last<
#include <iostream>

#include <ctnn/ctnn.hpp>

using namespace ctnn;

int main() {
  Generator rng{0};
  Model<Seq<Input<2, 3>, Linear<3, 2>, Dropout<>>> model{rng};
#ifdef REJECT
  Trainer trainer{model, MSELoss{}, SGD{}};
#else
  Trainer trainer{model, MSELoss{}, SGD{}, rng};
#endif
  std::cout << trainer.step(Tensor<float, 4, 2, 3>{}, Tensor<float, 4, 2, 2>{});
}
