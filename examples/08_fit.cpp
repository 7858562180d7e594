// SPDX-License-Identifier: BSL-1.0
// A loop worth keeping: two half moons told apart in shuffled minibatches, with a learning rate that falls, a stop when
// the validation loss no longer gets better, and the best model kept.

#include <cmath>
#include <numbers>

#include <ctnn/ctnn.hpp>
#include <ctnn/train/fit.hpp>

using namespace ctnn;

// N points on two interleaved half circles, blurred; which of them is the class.
template <int N>
struct Moons {
  Tensor<float, N, 2> x;
  Tensor<int, N> t;

  explicit Moons(Generator& rng) {
    const auto angle = std::numbers::pi_v<float> * rand<float, N>(rng);
    x = 0.2f * randn<float, N, 2>(rng);
    for (int i = 0; i < N; ++i) {
      t(i) = i % 2;
      x(i, 0) += t(i) ? 1 - std::cos(angle(i)) : std::cos(angle(i));
      x(i, 1) += t(i) ? 0.5f - std::sin(angle(i)) : std::sin(angle(i));
    }
  }
};

template <int N>
double accuracy(const auto& model, const Moons<N>& moons) {
  const auto y = model(moons.x);
  int right = 0;
  for (int i = 0; i < N; ++i) right += (y(i, 1) > y(i, 0)) == (moons.t(i) == 1);
  return 100.0 * right / N;
}

int main() {
  Generator rng{0};
  const Moons<400> train(rng);
  const Moons<100> validation(rng), unseen(rng);

  Model<Seq<Linear<2, 16>, Tanh, Linear<16, 16>, Tanh, Linear<16, 2>>> model{rng};
  Trainer trainer{model, CrossEntropyLoss{}, SGD{.momentum = 0.9}};
  const History history = fit(trainer, Dataset{train.x, train.t}, Dataset{validation.x, validation.t}, 60,
                              {.batch_size = 32,
                               .shuffle = &rng,
                               .lr = [](int epoch) { return 0.1 * std::pow(0.97, epoch); },
                               .patience = 25,
                               .restore_best = true,
                               .report_every = 20});
  std::printf("%s; best: epoch %d, validation loss %.4f\n", history.stop == Stop::early ? "stopped early" : "finished",
              history.best_epoch, history.best_validation_loss);
  std::printf("right: %.1f %% of the training data, %.1f %% of unseen points\n", accuracy(model, train),
              accuracy(model, unseen));
}
