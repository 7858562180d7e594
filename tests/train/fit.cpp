// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <ctnn/train/fit.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "../golden/fit.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using namespace ctnn::literals;

namespace {

using Net = Seq<Linear<2, 8>, Tanh, Linear<8, 1>>;
const FitOptions quiet{.out = nullptr};

template <int N>
Tensor<float, N, 1> target(const Tensor<float, N, 2>& x) {
  Tensor<float, N, 1> t{};
  for (int s = 0; s < N; ++s) t(s, 0) = std::sin(x(s, 0) * x(s, 1));
  return t;
}

struct Problem {
  Generator rng{11};
  Model<Net> model{rng};
  Tensor<float, 23, 2> x = randn<float, 23, 2>(rng);
  Tensor<float, 7, 2> x_val = randn<float, 7, 2>(rng);
  Tensor<float, 23, 1> t = target(x);
  Tensor<float, 7, 1> t_val = target(x_val);
};

// What is printed to a file.
struct Printed {
  std::FILE* file = std::tmpfile();
  ~Printed() { std::fclose(file); }
  std::string text() {
    std::string all;
    std::rewind(file);
    for (int c; (c = std::fgetc(file)) != EOF;) all += char(c);
    return all;
  }
};

template <class Error>
std::string message(auto f) {
  try {
    f();
  } catch (const Error& e) { return e.what(); }
  return "nothing";
}

}  // namespace

TEST_CASE("minibatches in DataLoader's order, momentum and a schedule: losses as in torch") {
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.1, .momentum = 0.9}};
  FitOptions options{.batch_size = 5, .shuffle = &p.rng, .lr = [](int epoch) { return 0.1 / epoch; }, .out = nullptr};
  auto agrees = [&](const double(&torch)[10][2]) {
    const History history = fit(trainer, Dataset{p.x, p.t}, Dataset{p.x_val, p.t_val}, 10, options);
    REQUIRE(history.epochs.size() == 10);
    for (int k = 0; k < 10; ++k) {
      CHECK(history.epochs[std::size_t(k)].training_loss == doctest::Approx(torch[k][0]).epsilon(1e-4));
      CHECK(history.epochs[std::size_t(k)].validation_loss == doctest::Approx(torch[k][1]).epsilon(1e-4));
      CHECK(history.epochs[std::size_t(k)].lr == doctest::Approx(0.1 / (k + 1)));
    }
  };
  agrees(fit_kept);
  options.drop_last = true;
  agrees(fit_dropped);
}

TEST_CASE("all samples at once are Trainer's step; run-time numbers of samples work too") {
  Problem p, same;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.1}}, other{same.model, MSELoss{}, SGD{.lr = 0.1}};
  const History history = fit(trainer, Dataset{p.x, p.t}, 3, quiet);
  for (int k = 0; k < 3; ++k)
    CHECK(double(other.step(p.x, p.t)) == doctest::Approx(history.epochs[std::size_t(k)].training_loss));
  CHECK(std::isnan(history.epochs[0].validation_loss));
  CHECK(p.model[2_c].bias(0) == doctest::Approx(same.model[2_c].bias(0)));

  const TensorView<const float, dynamic, 2> x{p.x.data(), 10};
  const TensorView<const float, dynamic, 1> t{p.t.data(), 10};
  CHECK(fit(trainer, Dataset{x, t}, Dataset{p.x_val, p.t_val}, 2, quiet).epochs.size() == 2);
  const TensorView<const float, dynamic, 1> fewer{p.t.data(), 9};
  CHECK(message<shape_error>([&] {
          Dataset{x, fewer};
        }) == "Dataset: 10 inputs and 9 targets, expected as many of one as of the other");
}

TEST_CASE("class targets, and layers that normalise over the batch") {
  Problem p;
  Tensor<int, 23> classes{};
  for (int s = 0; s < 23; ++s) classes(s) = p.t(s, 0) > 0;
  Model<Seq<Linear<2, 8>, BatchNorm1d<8>, ReLU, Linear<8, 2>>> model{p.rng};
  Trainer trainer{model, CrossEntropyLoss{}, SGD{.lr = 0.1}};
  const Dataset data{p.x, classes};
  const History history = fit(trainer, data, data, 20, {.batch_size = 8, .shuffle = &p.rng, .out = nullptr});
  CHECK(history.epochs.back().validation_loss < history.epochs.front().validation_loss);
  const auto before = model;
  CHECK(message<value_error>([&] { fit(trainer, data, 1, {.batch_size = 11, .out = nullptr}); }) ==
        "fit: the last batch would have 1 samples, and a layer normalises over at least 2: set drop_last, or another "
        "batch_size");
  CHECK(std::memcmp(&model, &before, sizeof model) == 0);
  CHECK(fit(trainer, data, 1, {.batch_size = 11, .drop_last = true, .out = nullptr}).epochs.size() == 1);

  // Running statistics too are as they were before a step whose loss is not finite.
  p.x(22, 0) = NAN;
  auto just_before = model;
  const History stopped = fit(trainer, data, 5, {.batch_size = 12, .out = nullptr, .on_epoch = nullptr});
  CHECK(stopped.stop == Stop::not_finite);
  CHECK(stopped.bad_epoch == 1);
  CHECK(stopped.bad_step == 2);
  Trainer again{just_before, CrossEntropyLoss{}, SGD{.lr = 0.1}};
  again.step(TensorView<const float, dynamic, 2>{p.x.data(), 12}, TensorView<const int, dynamic>{classes.data(), 12});
  CHECK(model[1_c].running_mean(3) == just_before[1_c].running_mean(3));
  CHECK(model[0_c].weight(0, 0) == just_before[0_c].weight(0, 0));
}

TEST_CASE("early stop, and the best model back") {
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.05}};
  // From epoch 4 on the learning rate is such that things get worse.
  FitOptions options{
      .lr = [](int epoch) { return epoch < 4 ? 0.05 : 3; }, .patience = 3, .restore_best = true, .out = nullptr};
  int called = 0;
  options.on_epoch = [&](const Epoch& e) { CHECK(e.epoch == ++called); };
  const History history = fit(trainer, Dataset{p.x, p.t}, Dataset{p.x_val, p.t_val}, 100, options);
  CHECK(history.stop == Stop::early);
  CHECK(int(history.epochs.size()) == history.best_epoch + 3);
  CHECK(called == int(history.epochs.size()));
  CHECK(history.best_validation_loss == history.epochs[std::size_t(history.best_epoch - 1)].validation_loss);
  CHECK(double(evaluate(MSELoss{}, p.model, p.x_val, p.t_val)) == doctest::Approx(history.best_validation_loss));

  // min_delta: what improves by less is no improvement.
  Problem q;
  Trainer slow{q.model, MSELoss{}, SGD{.lr = 1e-6}};
  const History stalled =
      fit(slow, Dataset{q.x, q.t}, Dataset{q.x_val, q.t_val}, 100, {.patience = 4, .min_delta = 0.1, .out = nullptr});
  CHECK(stalled.best_epoch == 1);
  CHECK(stalled.epochs.size() == 5);
}

TEST_CASE("a loss that is not finite ends it before that step's update") {
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.1}};
  Printed printed;
  const auto before = p.model;
  p.t(0, 0) = INFINITY;
  const History history = fit(trainer, Dataset{p.x, p.t}, 5, {.out = printed.file});
  CHECK(history.stop == Stop::not_finite);
  CHECK(history.bad_epoch == 1);
  CHECK(history.bad_step == 1);
  CHECK(history.epochs.empty());
  CHECK(std::memcmp(&p.model, &before, sizeof before) == 0);
  CHECK(printed.text() == "Epoch 1, step 1: the loss is not finite. The model is as it was before that step.\n");
}

TEST_CASE("a schedule that leaves the learning rates there are is an error, before anything of its epoch") {
  const double infinity = std::numeric_limits<double>::infinity();
  auto schedules = [&](auto lr_of, const char* value, int bad_epoch) {
    CAPTURE(value);
    Problem p, same;
    Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.25}}, before{same.model, MSELoss{}, SGD{.lr = 0.25}};
    FitOptions options{.batch_size = 4, .shuffle = &p.rng, .lr = lr_of, .out = nullptr};
    CHECK(message<value_error>([&] {
            fit(trainer, Dataset{p.x, p.t}, 5, options);
          }) == std::string("fit: expected of the schedule a finite lr that is not negative, came ") + value +
                    " for epoch " + std::to_string(bad_epoch));
    options.shuffle = &same.rng;
    fit(before, Dataset{p.x, p.t}, bad_epoch - 1, options);
    CHECK(std::memcmp(&p.model, &same.model, sizeof p.model) == 0);
    CHECK(uniform<float>(p.rng, 0, 1) == uniform<float>(same.rng, 0, 1));
    CHECK(trainer.optimizer.options.lr == before.optimizer.options.lr);
  };
  schedules([](int epoch) { return 0.1 / (epoch - 1); }, "inf", 1);
  schedules([](int epoch) { return epoch < 5 ? 0.1 : -0.1; }, "-0.1", 5);
  schedules([=](int epoch) { return epoch < 3 ? 0.1 : -infinity; }, "-inf", 3);
  schedules([](int epoch) { return epoch < 2 ? 0.1 : std::numeric_limits<double>::quiet_NaN(); }, "nan", 2);
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{}};
  const auto before = p.model;
  CHECK(fit(trainer, Dataset{p.x, p.t}, 2, {.lr = [](int) { return 0.0; }, .out = nullptr}).epochs.size() == 2);
  CHECK(std::memcmp(&p.model, &before, sizeof before) == 0);
}

TEST_CASE("denormal numbers are zero in fit where that is asked for, and nowhere else") {
  // 1e-39 * 1e30 is 1e-9, or 0.
  Tensor<float, 2, 1> x{1e30f, 1e30f}, t{};
  auto trained = [&](bool flush) {
    Model<Seq<Linear<1, 1>>> model{};
    model[0_c].weight(0, 0) = 1e-39f;
    Trainer trainer{model, MSELoss{}, SGD{.lr = 0}};
    const FitOptions options{.out = nullptr, .flush_denormals = flush};
    return fit(trainer, Dataset{x, t}, Dataset{x, t}, 1, options).epochs[0];
  };
  CHECK(!quiet.flush_denormals);
  CHECK(trained(false).training_loss > 0);
  const Epoch flushed = trained(true);
  CHECK((flushed.training_loss == 0) == FlushDenormals::supported);
  CHECK((flushed.validation_loss == 0) == FlushDenormals::supported);
  CHECK(trained(false).training_loss > 0);
}

TEST_CASE("progress: plain lines, and a bar on a terminal") {
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 1e-3}};
  Printed lines;
  const History history =
      fit(trainer, Dataset{p.x, p.t}, Dataset{p.x_val, p.t_val}, 25, {.out = lines.file, .report_every = 10});
  std::string expected;
  for (const int epoch : {1, 10, 20, 25}) {
    char line[100];
    const Epoch& e = history.epochs[std::size_t(epoch - 1)];
    std::snprintf(line, sizeof line, "Epoch %d, Training Loss %.4f , Val Loss %.4f\n", epoch, e.training_loss,
                  e.validation_loss);
    expected += line;
  }
  CHECK(lines.text() == expected);

  Printed bar;
  Progress progress(bar.file, 4, 0, true);
  for (int epoch = 1; epoch <= 4; ++epoch) progress.show({epoch, 0.5, NAN, NAN}, epoch == 4);
  CHECK(bar.text() ==
        "\r\033[K[=====               ]  25 % Epoch 1, Training Loss 0.5000"
        "\r\033[K[==========          ]  50 % Epoch 2, Training Loss 0.5000"
        "\r\033[K[===============     ]  75 % Epoch 3, Training Loss 0.5000"
        "\r\033[K[====================] 100 % Epoch 4, Training Loss 0.5000\n");
}

TEST_CASE("what cannot be is said, and nothing is changed") {
  Problem p;
  Trainer trainer{p.model, MSELoss{}, SGD{.lr = 0.1}};
  const auto before = p.model;
  const Dataset data{p.x, p.t};
  auto value = [&](int epochs, FitOptions options) {
    options.out = nullptr;
    return message<value_error>([&] { fit(trainer, data, epochs, options); });
  };
  CHECK(value(-1, {}) == "fit: expected 0 epochs or more, came -1");
  CHECK(value(1, {.batch_size = -5}) == "fit: expected a batch_size of 0 (all samples) or more, came -5");
  CHECK(value(1, {.patience = -1}) == "fit: expected a patience of 0 (never stop early) or more, came -1");
  CHECK(value(1, {.patience = 1}) == "fit: patience and restore_best want validation data");
  CHECK(value(1, {.min_delta = NAN}) == "fit: min_delta must not be negative or NaN");
  CHECK(value(1, {.report_every = -1}) == "fit: expected report_every of 0 or more, came -1");
  CHECK(value(1, {.batch_size = 24, .drop_last = true}) ==
        "fit: with drop_last no batch is left: batch_size is 24, and there are 23 samples");
  const TensorView<const float, dynamic, 2> no_x{p.x.data(), 0};
  const TensorView<const float, dynamic, 1> no_t{p.t.data(), 0};
  CHECK(message<shape_error>([&] {
          fit(trainer, Dataset{no_x, no_t}, 1);
        }) == "fit: the training data have no samples");
  CHECK(message<shape_error>([&] {
          fit(trainer, data, Dataset{no_x, no_t}, 1);
        }) == "fit: the validation data have no samples");
  CHECK(std::memcmp(&p.model, &before, sizeof before) == 0);
  CHECK(fit(trainer, data, 0).epochs.empty());
}

TEST_CASE("a last batch of one image is enough for BatchNorm2d") {
  using Images = Seq<Input<1, 3, 3>, Conv2d<1, 2, 2>, BatchNorm2d<2>, Flatten, Linear<8, 1>>;
  Generator rng{1};
  Model<Images> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.01}};
  auto x = rand<float, 5, 1, 3, 3>(rng);
  const History history = fit(trainer, Dataset{x, ones<float, 5, 1>()}, 2, {.batch_size = 2, .out = nullptr});
  CHECK(history.epochs.size() == 2);
  CHECK(history.epochs[1].training_loss < history.epochs[0].training_loss);
}
