// SPDX-License-Identifier: BSL-1.0
// Run with a stack of 256 KiB: a network with 8 MiB of parameters and its trainer, both in static storage.
#include <cstdio>

#include <ctnn/ctnn.hpp>

using namespace ctnn;

using Net = Seq<Linear<1024, 1024>, ReLU, Linear<1024, 1024>>;
static_assert(parameter_count<Net> * sizeof(float) >= 8u << 20);

static Generator generator{0};
static Model<Net> model{generator};
static Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}};
static const auto inputs = rand<float, 4, 1024>(generator);
static const auto targets = rand<float, 4, 1024>(generator);

int main() {
  const float first = trainer.step(inputs, targets);
  const float second = trainer.step(inputs, targets);
  const float last = trainer.step(inputs, targets);
  std::printf("loss %g, %g, %g\n", double(first), double(second), double(last));
  return 0 < last && last < second && second < first ? 0 : 1;
}
