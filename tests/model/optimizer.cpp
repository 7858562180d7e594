// SPDX-License-Identifier: BSL-1.0
// An optimiser is a formula, applied to every number of every parameter: the library's and a user's.
#include <ctnn/ctnn.hpp>

#include <cmath>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Linear<3, 5>, Tanh, LayerNorm<5>, Linear<5, 2>>;
const Tensor<float, 2, 3> x{0.5, -1, 2, 0.25, -0.5, 1};
const Tensor<float, 2, 2> t{1, 0, 0, 0.5};

template <class N = Net, class T = float>
Model<N, T> random_model() {
  Generator rng{8};
  return Model<N, T>{rng};
}
// Every number of a model or a gradient, padding left out.
std::vector<double> numbers_of(const auto& place) {
  std::vector<double> all;
  const auto add = [&]<template <class, int...> class P, class T, int... E>(const P<T, E...>& p) {
    const Tensor<T, E...> values = p;
    all.insert(all.end(), values.begin(), values.end());
  };
  for_each_parameter([&](const char*, const auto& p) { add(p); }, place);
  return all;
}

// What pads a parameter's rows.
template <class Place>
bool padding_is_zero(const Place& place) {
  bool zero = true;
  const auto check = [&]<template <class, int...> class P, class T, int... E>(const P<T, E...>& p) {
    const Tensor<T, E...> values = p;
    const P<T, E...> again = values;
    zero = zero && std::memcmp(p.storage(), again.storage(), sizeof p) == 0;
  };
  for_each_parameter([&](const char*, const auto& p) { check(p); }, place);
  return zero;
}

// A user's own: no state, two states and a number of steps, and formulas under which zero does not stay zero.
struct Descent {
  float lr = 0.1f;
  constexpr auto operator()(auto p, auto g) const { return p - lr * g; }
};
struct OwnAdam {
  double lr = 0.01, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  static constexpr int states = 2;
  constexpr auto operator()(auto p, auto g, auto m, auto v, long step) const {
    double scale1 = 1, scale2 = 1;
    for (long k = 0; k <= step; ++k) scale1 *= beta1, scale2 *= beta2;
    auto first = beta1 * m + (1 - beta1) * g;
    auto second = beta2 * v + (1 - beta2) * square(g);
    return updates(p - lr * (first / (1 - scale1)) / (sqrt(second / (1 - scale2)) + eps), first, second);
  }
};
struct Adagrad {
  double lr = 0.1;
  static constexpr int states = 1;
  constexpr auto operator()(auto p, auto g, auto s) const {
    auto sum = s + square(g);
    return updates(p - lr * g / sqrt(sum), sum);
  }
};
struct Towards {
  double lr = 0.1, target = 0.5;
  constexpr auto operator()(auto p, auto g) const { return p + lr * (target - p) - lr * where(g > 0, 1, -1); }
};

// Follows an optimiser for some steps: each number as the same formula in plain doubles says. formula(p, g, states,
// step) changes p and the states.
template <class T>
void follows(auto options, int states, auto formula) {
  auto model = random_model<Net, T>();
  Tensor<T, 2, 3> inputs;
  Tensor<T, 2, 2> targets;
  for (int i = 0; i < 6; ++i) inputs.data()[i] = x.data()[i];
  for (int i = 0; i < 4; ++i) targets.data()[i] = t.data()[i];
  Optimizer optimizer{options, model};
  auto p = numbers_of(model);
  std::vector<std::vector<double>> kept(p.size(), std::vector<double>(std::size_t(states)));
  for (long step = 0; step < 5; ++step) {
    CAPTURE(step);
    optimizer.options.lr = options.lr * decltype(options.lr)(5 - step);
    const auto [loss, grad] = value_and_grad(MSELoss{}, model, inputs, targets);
    const auto g = numbers_of(grad);
    optimizer.step(model, grad);
    const auto now = numbers_of(model);
    for (std::size_t i = 0; i < p.size(); ++i) {
      formula(p[i], g[i], kept[i], step, double(optimizer.options.lr));
      CHECK(now[i] == doctest::Approx(p[i]).epsilon(std::is_same_v<T, float> ? 1e-5 : 1e-12));
    }
    CHECK(padding_is_zero(model));
  }
}

}  // namespace

TEST_CASE("a user's formula without a state") {
  follows<float>(Descent{}, 0, [](double& p, double g, auto&, long, double lr) { p -= lr * g; });
}

TEST_CASE("a user's formula with two states and a number of steps") {
  const auto adam = [](double& p, double g, auto& s, long step, double lr) {
    s[0] = 0.9 * s[0] + 0.1 * g, s[1] = 0.999 * s[1] + 0.001 * g * g;
    p -= lr * s[0] / (1 - std::pow(0.9, step + 1)) / (std::sqrt(s[1] / (1 - std::pow(0.999, step + 1))) + 1e-8);
  };
  follows<double>(OwnAdam{}, 2, adam);
  follows<float>(OwnAdam{.eps = 1e-6}, 2, [](double& p, double g, auto& s, long step, double lr) {
    s[0] = 0.9 * s[0] + 0.1 * g, s[1] = 0.999 * s[1] + 0.001 * g * g;
    p -= lr * s[0] / (1 - std::pow(0.9, step + 1)) / (std::sqrt(s[1] / (1 - std::pow(0.999, step + 1))) + 1e-6);
  });
}

// A gradient of 0 from the first step on is 0 / 0 there: none is in this network, but for what pads its storage.
TEST_CASE("formulas that make something of zero leave the padding alone") {
  follows<float>(Adagrad{}, 1, [](double& p, double g, auto& s, long, double lr) {
    s[0] += g * g;
    p -= lr * g / std::sqrt(s[0]);
  });
  follows<float>(Towards{}, 0,
                 [](double& p, double g, auto&, long, double lr) { p += lr * (0.5 - p) - lr * (g > 0 ? 1 : -1); });
}

TEST_CASE("SGD, with and without a momentum") {
  follows<float>(SGD{.lr = 0.1}, 0, [](double& p, double g, auto&, long, double lr) { p -= lr * g; });
  follows<double>(SGD{.lr = 0.1, .weight_decay = 0.2, .maximize = true}, 0,
                  [](double& p, double g, auto&, long, double lr) { p -= lr * (-g + 0.2 * p); });
  // torch's: the buffer is the gradient the first time; the learning rate is not part of it
  follows<float>(SGD{.lr = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.1}, 1,
                 [](double& p, double g, auto& b, long step, double lr) {
                   const double d = g + 0.1 * p;
                   b[0] = step == 0 ? d : 0.9 * b[0] + 0.5 * d;
                   p -= lr * b[0];
                 });
  follows<double>(SGD{.lr = 0.1, .momentum = 0.8, .nesterov = true}, 1,
                  [](double& p, double g, auto& b, long step, double lr) {
                    b[0] = step == 0 ? g : 0.8 * b[0] + g;
                    p -= lr * (g + 0.8 * b[0]);
                  });
}

// Without momentum dampening says nothing; a momentum that comes later starts with the gradient of that step.
TEST_CASE("SGD's momentum may begin later") {
  auto model = random_model();
  Optimizer sgd{SGD{.lr = 0.1, .dampening = 0.5}, model};
  auto p = numbers_of(model);
  std::vector<double> b(p.size());
  for (int step = 0; step < 5; ++step) {
    if (step == 2) sgd.options.momentum = 0.9;
    const auto [loss, grad] = value_and_grad(MSELoss{}, model, x, t);
    const auto g = numbers_of(grad);
    sgd.step(model, grad);
    const auto now = numbers_of(model);
    for (std::size_t i = 0; i < p.size(); ++i) {
      b[i] = step < 3 ? g[i] : 0.9 * b[i] + 0.5 * g[i];
      p[i] -= 0.1 * b[i];
      CHECK(now[i] == doctest::Approx(p[i]).epsilon(1e-5));
    }
  }
}

// What torch does when weight_decay is there from the first step, and a momentum from the third: its buffer is then
// what the gradient is.
TEST_CASE("SGD's weight_decay alone leaves the momentum buffer alone") {
  auto model = random_model<Net, double>();
  const Tensor<double, 2, 3> inputs{0.5, -1, 2, 0.25, -0.5, 1};
  const Tensor<double, 2, 2> targets{1, 0, 0, 0.5};
  Optimizer optimizer{SGD{.lr = 0.1, .dampening = 0.5, .weight_decay = 0.01}, model};
  auto p = numbers_of(model), buffer = p;
  for (int step = 0; step < 5; ++step) {
    CAPTURE(step);
    if (step == 2) optimizer.options.momentum = 0.9;
    const auto [loss, grad] = value_and_grad(MSELoss{}, model, inputs, targets);
    const auto g = numbers_of(grad);
    optimizer.step(model, grad);
    const auto now = numbers_of(model);
    for (std::size_t i = 0; i < p.size(); ++i) {
      double d = g[i] + 0.01 * p[i];
      if (step == 2) buffer[i] = d;
      if (step > 2) buffer[i] = 0.9 * buffer[i] + 0.5 * d;
      if (step >= 2) d = buffer[i];
      p[i] -= 0.1 * d;
      CHECK(now[i] == doctest::Approx(p[i]).epsilon(1e-12));
    }
  }
}

TEST_CASE("hyper-parameters outside their domain are errors") {
  const auto model = random_model();
  CHECK_THROWS_AS((Optimizer{SGD{.lr = -0.1}, model}), value_error);
  CHECK_THROWS_AS((Optimizer{SGD{.lr = std::nan("")}, model}), value_error);
  CHECK_THROWS_AS((Optimizer{SGD{.momentum = -0.1}, model}), value_error);
  CHECK_THROWS_AS((Optimizer{SGD{.weight_decay = -0.1}, model}), value_error);
  CHECK_THROWS_AS((Optimizer{SGD{.nesterov = true}, model}), value_error);
  CHECK_THROWS_AS((Optimizer{SGD{.momentum = 0.9, .dampening = 0.1, .nesterov = true}, model}), value_error);
  CHECK_NOTHROW((Optimizer{SGD{.lr = 0, .momentum = 0.9, .nesterov = true}, model}));
}

// The running statistics are no parameters.
TEST_CASE("buffers are left alone") {
  using Normalised = Seq<Linear<3, 2>, BatchNorm1d<2>>;
  auto model = random_model<Normalised>();
  Gradient<Normalised> grad{};
  grad[0_c].bias(1) = 1;
  Optimizer optimizer{Towards{}, model};
  optimizer.step(model, grad);
  CHECK(model[1_c].running_mean(0) == 0);
  CHECK(model[1_c].running_var(1) == 1);
}
