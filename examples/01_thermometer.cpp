// SPDX-License-Identifier: BSL-1.0
// A thermometer shows u in a unit that nobody knows; c is the same temperature in degrees Celsius. Eleven readings of
// both teach a network to convert one into the other: first a straight line, then one with thirteen hidden neurons.

#include <cstdio>
#include <ctime>

#include <ctnn/ctnn.hpp>

using namespace ctnn;
using namespace ctnn::literals;

// Nine readings to learn from and two (13 and 8 degrees) to judge by. A tenth of u is near 1, where gradients behave.
constexpr Tensor<float, 9, 1> u_train{35.7f, 55.9f, 58.2f, 81.9f, 56.3f, 33.9f, 21.8f, 48.4f, 68.4f};
constexpr Tensor<float, 9, 1> c_train{0.5f, 14.0f, 15.0f, 28.0f, 11.0f, 3.0f, -4.0f, 6.0f, 21.0f};
constexpr Tensor<float, 2, 1> u_val{60.4f, 48.9f};
constexpr Tensor<float, 2, 1> c_val{13.0f, 8.0f};
constexpr auto x_train = 0.1f * u_train;
constexpr auto x_val = 0.1f * u_val;

// Both losses are those before the epoch's update.
template <class Net>
void train(Model<Net>& model, float lr, int epochs) {
  const std::clock_t start = std::clock();
  Trainer trainer{model, MSELoss{}, SGD{.lr = lr}};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const float val = evaluate(MSELoss{}, model, x_val, c_val);
    const float loss = trainer.step(x_train, c_train);
    if (epoch == 1 || epoch % 1000 == 0)
      std::printf("Epoch %d, Training Loss %.4f , Val Loss %.4f\n", epoch, double(loss), double(val));
  }
  const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%d epochs took %.2f ms\n\n", epochs, seconds * 1e3);
}

int main() {
  Generator rng{0};

  using Line = Seq<Linear<1, 1>>;
  Model<Line> line{rng};
  line[0_c].weight(0, 0) = 0.12417905f;
  line[0_c].bias(0) = 0.94068490f;
  train(line, 1e-2f, 3000);
  std::printf("weight %.4f, bias %.4f\n\n", double(line[0_c].weight(0, 0)), double(line[0_c].bias(0)));

  using Net = Seq<Linear<1, 13>, Tanh, Linear<13, 1>>;
  rng = Generator{0};
  Model<Net> net{rng};
  train(net, 1e-3f, 5000);
}
