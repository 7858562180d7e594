// SPDX-License-Identifier: BSL-1.0
// A trainer is copied. It borrows its model, so that the copy, beside a copy of the model, would train the other one.
// expect: deleted (function|constructor) .*Trainer
#include "program.hpp"

int main() {
  Generator rng{0};
  Model<Seq<Linear<1, 1>>> model{rng}, other = model;
  Trainer trainer{model, MSELoss{}, SGD{}};
#ifdef REJECT
  auto copy = trainer;
#else
  Trainer copy{other, MSELoss{}, SGD{}};
#endif
  std::cout << copy.step(Tensor<float, 1, 1>{1}, Tensor<float, 1, 1>{1})
            << trainer.step(Tensor<float, 1, 1>{1}, Tensor<float, 1, 1>{1});
}
