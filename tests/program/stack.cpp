// SPDX-License-Identifier: BSL-1.0
// Run with a stack of 256 KiB: networks with 8 MiB and with 1 MiB of parameters, and their trainers, all in static
// storage. Nothing copies a model, nor one parameter of it, to the stack: not a step, not fit, not what saves and
// loads.
#include <cmath>
#include <cstdio>
#include <cstring>

#include <ctnn/ctnn.hpp>
#include <ctnn/io/header.hpp>
#if __has_include(<nlohmann/json.hpp>)
#  include <ctnn/io/safetensors.hpp>
#endif
#include <ctnn/train/fit.hpp>

using namespace ctnn;

namespace {

using Net = Seq<Linear<1024, 1024>, ReLU, Linear<1024, 1024>>;
static_assert(parameter_count<Net> * sizeof(float) >= 8u << 20);

Generator generator{0};
Model<Net> model{generator};
Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}};
const auto inputs = rand<float, 4, 1024>(generator);
const auto targets = rand<float, 4, 1024>(generator);

// With running statistics, which fit keeps lest a step should fail.
using Normalised = Seq<Linear<256, 1024>, BatchNorm1d<1024>, ReLU, Linear<1024, 2>>;
static_assert(parameter_count<Normalised> * sizeof(float) >= 1u << 20);

Model<Normalised> normalised{generator}, before{};
Trainer normalised_trainer{normalised, MSELoss{}, SGD{.lr = 0.1f, .momentum = 0.9f}};
auto x = rand<float, 10, 256>(generator);
const auto t = rand<float, 10, 2>(generator);

bool failed = false;
void demand(bool holds, const char* what) {
  if (!holds) std::printf("not so: %s\n", what), failed = true;
}

void step() {
  const float first = trainer.step(inputs, targets);
  const float second = trainer.step(inputs, targets);
  const float last = trainer.step(inputs, targets);
  std::printf("loss %g, %g, %g\n", double(first), double(second), double(last));
  demand(0 < last && last < second && second < first, "the loss falls");
}

void train() {
  const Dataset data{x, t};
  const History history = fit(normalised_trainer, data, data, 3,
                              {.batch_size = 5, .shuffle = &generator, .restore_best = true, .out = nullptr});
  demand(history.epochs.size() == 3 && history.best_epoch > 0, "fit trains");
  before = normalised;
  x(3, 4) = NAN;
  const History stopped = fit(normalised_trainer, data, 3, {.out = nullptr});
  demand(stopped.stop == Stop::not_finite, "fit stops where the loss is not finite");
  demand(std::memcmp(&before, &normalised, sizeof before) == 0, "the model is as it was before that step");
}

void keep() {
  demand(to_header(normalised, "kept").size() > 4 * parameter_count<Normalised>, "a header holds the model");
#if __has_include(<nlohmann/json.hpp>)
  static Model<Normalised> loaded{};
  from_safetensors(to_safetensors(normalised), loaded, {.convert = true});
  demand(std::memcmp(&loaded, &normalised, sizeof loaded) == 0, "what is saved is loaded");
#endif
}

}  // namespace

int main() {
  step();
  train();
  keep();
  return failed;
}
