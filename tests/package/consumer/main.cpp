// SPDX-License-Identifier: BSL-1.0
// What somebody else's program does with ctnn.
#include <cstdio>

#include CTNN_HEADER

int main() {
  using namespace ctnn;
  Generator rng{0};
  Model<Seq<Named<"hidden", Linear<1, 8>>, Tanh, Linear<8, 1>>> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};
  const Tensor<float, 4, 1> x{-1, 0, 1, 2}, t{0.5, 0.1, -0.2, 0.7};
  const float first = trainer.step(x, t);
  float last = first;
  for (int epoch = 0; epoch < 200; ++epoch) last = trainer.step(x, t);
  std::printf("%g, then %g\n", double(first), double(last));
  return last < 0.1f * first ? 0 : 1;
}
