// SPDX-License-Identifier: BSL-1.0
// Whoever uses ctnn, however it came to him: a line fitted by one step, whose every number is known.
#include <cstdio>

#include <ctnn/ctnn.hpp>

int main() {
  using namespace ctnn;
  using namespace ctnn::literals;

  Generator rng{0};
  Model<Seq<Named<"line", Linear<1, 1>>>> model{rng};
  model["line"_n].weight(0, 0) = 1;
  model["line"_n].bias(0) = 0;
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.125}};

  // y = x misses t = 2x by 1 and 2: loss (1 + 4) / 2, gradient -5 of the weight and -3 of the bias.
  const float loss = trainer.step(Tensor<float, 2, 1>{1, 2}, Tensor<float, 2, 1>{2, 4});
  const float y = model(Tensor<float, 1>{4})(0);  // (1 + 5/8) * 4 + 3/8
  std::printf("loss %g, y %g\n", double(loss), double(y));
}
