// SPDX-License-Identifier: BSL-1.0
// What comes is checked before anything is computed; the overloads agree; losses may have numbers of their own.
#include <ctnn/ctnn.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Linear<2, 5>, Tanh, Linear<5, 3>>;
using Normalised = Seq<Linear<2, 3>, BatchNorm1d<3>, Linear<3, 1>>;

template <class N>
Model<N> random_model() {
  Generator rng{8};
  return Model<N>{rng};
}
const Tensor<float, 4, 2> x{0.5, -1, 2, 0.25, -0.5, 1, 0, 0.75};
const Tensor<float, 4, 3> t{1, 0, 0, 0.5, -1, 0, 0, 0, 1, 2, 1, 0};

bool same_bits(const auto& a, const auto& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// An error is thrown, and neither model, gradient, nor trainer has changed.
template <class Error, class N, class L>
void refuses_and_changes_nothing(const L& loss, const auto& inputs, const auto& targets) {
  auto model = random_model<N>();
  const auto before = model;
  Gradient<N> grad;
  for_each_parameter([](const char*, auto& p) { p.storage()[0] = 7; }, grad);
  const auto gradient_before = grad;
  CHECK_THROWS_AS(value_and_grad(loss, model, inputs, targets, grad), Error);
  CHECK(same_bits(model, before));
  CHECK(same_bits(grad, gradient_before));
  Trainer trainer{model, loss, SGD{.lr = 0.1, .momentum = 0.9}};
  CHECK_THROWS_AS(trainer.step(inputs, targets), Error);
  CHECK(same_bits(model, before));
}

template <class Class>
void class_is_refused(Class c) {
  CAPTURE(c);
  refuses_and_changes_nothing<index_error, Net>(CrossEntropyLoss{}, x,
                                                Tensor<Class, 4>{Class(0), Class(2), c, Class(1)});
  const auto model = random_model<Net>();
  CHECK_THROWS_AS(evaluate(CrossEntropyLoss{}, model, x, Tensor<Class, 4>{Class(0), Class(2), Class(1), c}),
                  index_error);
  CHECK_THROWS_AS(input_gradient(CrossEntropyLoss{}, model, x, Tensor<Class, 4>{c, Class(2), Class(1), Class(0)}),
                  index_error);
}

// Numbers that are known at run time only: a Huber loss.
struct Huber {
  float delta = 1;
  constexpr auto operator()(auto y, auto target) const {
    auto e = abs(y - target);
    return mean(where(e < delta, 0.5 * square(e), delta * (e - 0.5 * delta)));
  }
};
float huber(const auto& y, float delta) {
  double sum = 0;
  for (int i = 0; i < y.size(); ++i) {
    const double e = std::abs(double(y.data()[i]) - double(t.data()[i]));
    sum += e < delta ? 0.5 * e * e : delta * (e - 0.5 * delta);
  }
  return float(sum / double(y.size()));
}

// A layer that has a vector too many.
struct Scale {
  static constexpr int in_features = 3, out_features = 3;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 3> scale;
    typename Make::template parameter<1, 3> unused;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...), f("unused", p.unused...); }
  constexpr auto operator()(auto y, auto p) const { return y * p.scale; }
};

}  // namespace

TEST_CASE("a class out of range is an error") {
  class_is_refused<int>(3);
  class_is_refused<int>(-1);
  class_is_refused<int>(-100);
  class_is_refused<int>(std::numeric_limits<int>::min());
  class_is_refused<std::uint8_t>(255);
  class_is_refused<std::int8_t>(-1);
  class_is_refused<std::uint32_t>(4'000'000'000u);
  class_is_refused<std::int64_t>(std::int64_t(1) << 32);
  class_is_refused<std::int64_t>(-1);
  class_is_refused<std::uint64_t>(std::uint64_t(1) << 63);
  CHECK_THROWS_WITH(evaluate(CrossEntropyLoss{}, random_model<Net>(), x, Tensor<int, 4>{0, 2, 3, 1}),
                    "targets: class 3 of sample 2 is out of range, expected 0 to 2");
}

TEST_CASE("classes of any integer type are the same classes") {
  const auto model = random_model<Net>();
  const float loss = evaluate(CrossEntropyLoss{}, model, x, Tensor<int, 4>{0, 2, 1, 1});
  CHECK(evaluate(CrossEntropyLoss{}, model, x, Tensor<std::uint8_t, 4>{0, 2, 1, 1}) == loss);
  CHECK(evaluate(CrossEntropyLoss{}, model, x, Tensor<std::int64_t, 4>{0, 2, 1, 1}) == loss);
  const std::size_t classes[4] = {0, 2, 1, 1};
  CHECK(evaluate(CrossEntropyLoss{}, model, x, TensorView<const std::size_t, dynamic>{classes, 4}) == loss);
}

TEST_CASE("numbers of samples that disagree are an error") {
  const TensorView<const float, dynamic, 2> rows{x.data(), 4};
  const TensorView<const float, dynamic, 3> too_few{t.data(), 3};
  refuses_and_changes_nothing<shape_error, Net>(MSELoss{}, rows, too_few);
  refuses_and_changes_nothing<shape_error, Net>(MSELoss{}, x, too_few);
  const int classes[5] = {};
  refuses_and_changes_nothing<shape_error, Net>(CrossEntropyLoss{}, rows, TensorView<const int, dynamic>{classes, 5});
  CHECK_THROWS_AS(evaluate(MSELoss{}, random_model<Net>(), rows, too_few), shape_error);
}

TEST_CASE("batch norm cannot train on less than two samples") {
  const Tensor<float, 4, 1> targets{};
  refuses_and_changes_nothing<value_error, Normalised>(MSELoss{}, TensorView<const float, dynamic, 2>{x.data(), 1},
                                                       TensorView<const float, dynamic, 1>{targets.data(), 1});
  refuses_and_changes_nothing<value_error, Normalised>(MSELoss{}, TensorView<const float, dynamic, 2>{x.data(), 0},
                                                       TensorView<const float, dynamic, 1>{targets.data(), 0});
  refuses_and_changes_nothing<value_error, Normalised>(MSELoss{}, Tensor<float, 2>{1, 2}, Tensor<float, 1>{1});
  // in evaluation one sample is as good as many
  const auto model = random_model<Normalised>();
  CHECK(std::isfinite(evaluate(MSELoss{}, model.eval(), Tensor<float, 2>{1, 2}, Tensor<float, 1>{1})));
}

TEST_CASE("evaluation leaves the running statistics alone, training moves them") {
  auto model = random_model<Normalised>();
  const auto before = model;
  const Tensor<float, 4, 1> targets{};
  evaluate(MSELoss{}, model.eval(), x, targets);
  input_gradient(MSELoss{}, model.eval(), x, targets);
  CHECK(same_bits(model, before));
  value_and_grad(MSELoss{}, model, x, targets);
  CHECK(!same_bits(model, before));
  CHECK(same_bits(model[0_c], before[0_c]));
}

// A workspace's room and the stack's may lead to other plans: other orders of sums.
TEST_CASE("the overloads agree") {
  const auto model = random_model<Net>();
  const auto [loss, grad] = value_and_grad(MSELoss{}, model, x, t);
  Gradient<Net> own, in_workspace;
  CHECK(value_and_grad(MSELoss{}, model, x, t, own) == loss);
  CHECK(same_bits(own, grad));
  static Workspace<Net> space;
  CHECK(value_and_grad(MSELoss{}, model, x, t, in_workspace, space) == doctest::Approx(loss).epsilon(1e-6));
  CHECK(in_workspace[0_c].weight(4, 1) == doctest::Approx(grad[0_c].weight(4, 1)).epsilon(1e-6));
  CHECK(evaluate(MSELoss{}, model, x, t) == doctest::Approx(loss).epsilon(1e-6));
  CHECK(evaluate(MSELoss{}, model, x, t, space) == doctest::Approx(loss).epsilon(1e-6));
  const auto y = model(x), y_in_workspace = model(x, space);
  const auto dx = input_gradient(MSELoss{}, model, x, t),
             dx_in_workspace = input_gradient(MSELoss{}, model, x, t, space);
  for (int i = 0; i < y.size(); ++i) CHECK(y_in_workspace.data()[i] == doctest::Approx(y.data()[i]).epsilon(1e-6));
  for (int i = 0; i < dx.size(); ++i) CHECK(dx_in_workspace.data()[i] == doctest::Approx(dx.data()[i]).epsilon(1e-6));
  Tensor<float, 4, 3> rows;
  model(TensorView<const float, dynamic, 2>{x.data(), 4}, TensorView<float, dynamic, 3>{rows}, space);
  for (int i = 0; i < y.size(); ++i) CHECK(rows.data()[i] == doctest::Approx(y.data()[i]).epsilon(1e-6));
}

TEST_CASE("a network too big for the stack works in a workspace") {
  using Big = Seq<Linear<300, 400>, Tanh, Linear<400, 1>>;
  static Model<Big> model;
  static Workspace<Big> space;
  static Gradient<Big> grad;
  static Tensor<float, 8, 300> inputs;
  Generator rng{1};
  model = Model<Big>{rng};
  for (float& v : inputs) v = 0.01f;
  const Tensor<float, 8, 1> targets{1, 1, 1, 1, 1, 1, 1, 1};
  const float before = value_and_grad(MSELoss{}, model, inputs, targets, grad, space);
  Optimizer sgd{SGD{.lr = 0.1}, model};
  sgd.step(model, grad);
  CHECK(evaluate(MSELoss{}, model, inputs, targets, space) < before);
  CHECK(model(inputs, space)(7, 0) == doctest::Approx(model(inputs, space)(0, 0)));
}

TEST_CASE("a loss has numbers of its own, which may change") {
  const auto model = random_model<Net>();
  const auto y = model(x);
  for (float delta : {0.1f, 1.0f, 10.0f}) {
    CHECK(evaluate(Huber{delta}, model, x, t) == doctest::Approx(huber(y, delta)).epsilon(1e-5));
    CHECK(value_and_grad(Huber{delta}, model, x, t).loss == doctest::Approx(huber(y, delta)).epsilon(1e-5));
  }
  // far within the limit it is half the square
  CHECK(value_and_grad(Huber{100}, model, x, t).grad[2_c].bias(1) ==
        doctest::Approx(0.5 * double(value_and_grad(MSELoss{}, model, x, t).grad[2_c].bias(1))).epsilon(1e-5));
}

TEST_CASE("a parameter that nothing depends on has a gradient of zero") {
  using Scaled = Seq<Linear<2, 3>, Scale>;
  const auto model = random_model<Scaled>();
  Gradient<Scaled> grad;
  grad[1_c].unused(2) = 7;
  value_and_grad(MSELoss{}, model, x, t, grad);
  CHECK(grad[1_c].unused(2) == 0);
}
