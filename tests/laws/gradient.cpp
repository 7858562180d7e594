// SPDX-License-Identifier: BSL-1.0
// The gradients of every activation, layer and loss are the slopes of the loss, by finite differences in double, with
// respect to every parameter and every number of the input.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <ctnn/ctnn.hpp>
#include <vector>

#include "difference.hpp"
#include "draw.hpp"
#include "interpreter.hpp"

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr int samples = 6;

template <class Net>
inline constexpr int inputs = stages_of<Net, Evaluation>::in;
template <class Net>
inline constexpr int results = stages_of<Net, Evaluation>::out;
template <class Net>
using InputOf = Tensor<double, samples, inputs<Net>>;

template <class Net, class L>
auto random_targets(laws::Draw& draw) {
  if constexpr (has_class_targets<L>) {
    Tensor<int, samples> t{};
    for (int& v : t) v = draw.below(results<Net>);
    return t;
  } else {
    Tensor<double, samples, results<Net>> t{};
    for (double& v : t) v = draw();
    return t;
  }
}
// Every number of a model or a gradient, in one order.
template <class Net>
std::vector<double*> numbers_of(auto& place) {
  std::vector<double*> numbers;
  laws::Layer<Net>{}.each(place, [&](double& v, auto&) { numbers.push_back(&v); });
  return numbers;
}

// The parameters' gradient, in training.
template <class Net, class L>
void parameters_agree(Model<Net, double>& model, const InputOf<Net>& x, const auto& t, double tolerance) {
  Gradient<Net, double> grad;
  value_and_grad(L{}, model, x, t, grad);
  const auto loss = [&] { return value_and_grad(L{}, model, x, t).loss; };
  const auto slopes = numbers_of<Net>(grad), places = numbers_of<Net>(model);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CAPTURE(i);
    CHECK(*slopes[i] == doctest::Approx(laws::difference(*places[i], loss)).epsilon(tolerance));
  }
}
// The input's, in evaluation.
template <class Net, class L>
void input_agrees(const Model<Net, double>& model, InputOf<Net> x, const auto& t, double tolerance) {
  const auto dx = input_gradient(L{}, model.eval(), x, t);
  const auto loss = [&] { return evaluate(L{}, model.eval(), x, t); };
  for (std::ptrdiff_t i = 0; i < x.size(); ++i) {
    CAPTURE(i);
    CHECK(dx.data()[i] == doctest::Approx(laws::difference(x.data()[i], loss)).epsilon(tolerance));
  }
}

template <class Net, class L = MSELoss>
void gradients_are_right(double range = 1.5, double tolerance = 1e-9) {
  laws::Draw draw{3};
  Generator rng{9};
  Model<Net, double> model{rng};
  for (double* v : numbers_of<Net>(model)) *v += 0.2 * draw();
  const auto t = random_targets<Net, L>(draw);
  InputOf<Net> x;
  for (double& v : x) v = range * draw();
  parameters_agree<Net, L>(model, x, t, tolerance);
  input_agrees<Net, L>(model, x, t, tolerance);
}

// Means over what counts: their denominators depend on the targets. Class 0 stands for none, as by torch's
// ignore_index.
struct MeanOfPositive {
  constexpr auto operator()(auto y, auto t) const {
    auto counts = where(t > 0, 1, 0);
    return sum(counts * square(y - t)) / sum(counts);
  }
};
struct CrossEntropyIgnoringZero {
  static constexpr bool class_targets = true;
  constexpr auto operator()(auto y, auto t) const {
    auto counts = where(t == 0, 0, 1);
    return sum(counts * -gather(log_softmax(y), t)) / sum(counts);
  }
};

}  // namespace

TEST_CASE("activations") {
  gradients_are_right<Seq<Input<5>, Identity>>();
  gradients_are_right<Seq<Input<5>, Tanh>>(3);
  gradients_are_right<Seq<Input<5>, Sigmoid>>(8);
  gradients_are_right<Seq<Input<5>, ReLU>>();
  gradients_are_right<Seq<Input<5>, Hardtanh<-0.7, 0.7>>>();
  gradients_are_right<Seq<Input<5>, Softmax>>();
  gradients_are_right<Seq<Input<5>, LogSoftmax>>(5);
}

TEST_CASE("layers") {
  gradients_are_right<Seq<Linear<3, 4>, Tanh, Linear<4, 2, false>>>();
  gradients_are_right<Seq<Linear<3, 4>, LayerNorm<4>>>();
  gradients_are_right<Seq<LayerNorm<4, 0.5>, Linear<4, 2>>>();
  gradients_are_right<Seq<Linear<3, 4>, BatchNorm1d<4>, Sigmoid, Linear<4, 2>>>();
  gradients_are_right<Seq<BatchNorm1d<3, 0.5, 0.3>, Linear<3, 2>, BatchNorm1d<2>>>();
  gradients_are_right<Seq<Linear<3, 4>, Residual<Linear<4, 5>, Tanh, Linear<5, 4>>, Linear<4, 2>>>();
}

TEST_CASE("a loss's denominator counts what its targets say") {
  const Model<Seq<Input<3>, Identity>, double> model{};
  const Tensor<double, 4, 3> y{0.5, -1, 2, 1, 0, -0.25, 3, 1, 2, -1, 0.75, 0};
  const Tensor<int, 4> t{2, 0, 1, 0};
  double loss = 0;
  for (int s : {0, 2}) {
    double all = 0;
    for (int i = 0; i < 3; ++i) all += std::exp(y(s, i));
    loss += (std::log(all) - y(s, t(s))) / 2;
  }
  CHECK(evaluate(CrossEntropyIgnoringZero{}, model, y, t) == doctest::Approx(loss).epsilon(1e-14));
}

TEST_CASE("losses") {
  gradients_are_right<Seq<Linear<3, 4>>, MSELoss>(30);
  gradients_are_right<Seq<Linear<3, 4>>, CrossEntropyLoss>(30);
  gradients_are_right<Seq<Input<4>, Identity>, CrossEntropyLoss>(1000);  // one class certain
  gradients_are_right<Seq<Linear<3, 4>, Tanh, Linear<4, 4>>, MeanOfPositive>();
  gradients_are_right<Seq<Linear<3, 4>, Tanh, Linear<4, 4>>, CrossEntropyIgnoringZero>();
}
