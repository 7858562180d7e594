// SPDX-License-Identifier: BSL-1.0
// A step of training a small convolutional network, a small recurrent one, and one whose Laplacian is in its loss, in a
// constant expression.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <vector>

using namespace ctnn;

namespace {

template <class Net, class X, class Y>
struct Step {
  float before, after;
  Model<Net> model;
};
template <class Net, class X, class Y, class Loss = MSELoss>
constexpr Step<Net, X, Y> step() {
  Generator rng{1};
  Model<Net> model{rng};
  Trainer trainer{model, Loss{}, SGD{.lr = 0.1}};
  X x{};
  Y t{};
  int n = 1;
  for (float& v : x) n = n * 37 % 101, v = float(n - 50) / 50;
  for (float& v : t) n = n * 37 % 101, v = float(n - 50) / 50;
  const float before = trainer.step(x, t);
  return {before, evaluate(Loss{}, model, x, t), model};
}

constexpr auto convolutional = [] {
  return step<Seq<Input<1, 4, 4>, Conv2d<1, 2, 3>, Tanh, MaxPool2d<2>, Flatten, Linear<2, 1>>,
              Tensor<float, 2, 1, 4, 4>, Tensor<float, 2, 1>>();
};
constexpr auto recurrent = [] {
  return step<Seq<Input<3, 1>, LSTM<1, 2>, Linear<2, 1>>, Tensor<float, 2, 3, 1>, Tensor<float, 2, 3, 1>>();
};
struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
constexpr auto with_laplacian = [] {
  return step<Seq<Linear<2, 3>, Tanh, Linear<3, 1>>, Tensor<float, 2, 2>, Tensor<float, 2, 1>, Poisson>();
};

// The same numbers as at run time, to rounding.
void agree(const auto& constant, const auto& now) {
  CHECK(now.before == doctest::Approx(constant.before).epsilon(1e-6));
  CHECK(now.after == doctest::Approx(constant.after).epsilon(1e-6));
  std::vector<float> a, b;
  for_each_parameter(
      [&](const char*, auto& p) {
        for (float v : p.tensor()) a.push_back(v);
      },
      constant.model);
  for_each_parameter(
      [&](const char*, auto& p) {
        for (float v : p.tensor()) b.push_back(v);
      },
      now.model);
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(b[k] == doctest::Approx(a[k]).epsilon(1e-5));
}

}  // namespace

TEST_CASE("a step of a convolutional network") {
  static constexpr auto trained = convolutional();
  static_assert(trained.after < trained.before && trained.before > 0);
  agree(trained, convolutional());
}
TEST_CASE("a step of a recurrent network") {
  static constexpr auto trained = recurrent();
  static_assert(trained.after < trained.before && trained.before > 0);
  agree(trained, recurrent());
}
TEST_CASE("a step of a network with its Laplacian in its loss") {
  static constexpr auto trained = with_laplacian();
  static_assert(trained.after < trained.before && trained.before > 0);
  agree(trained, with_laplacian());
}
