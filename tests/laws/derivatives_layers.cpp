// SPDX-License-Identifier: BSL-1.0
// Derivatives by the input through all kinds of layers of features: their gradients are slopes.
#include "shaped.hpp"

using namespace ctnn;

namespace {

// Of every result: its Laplacian, and its derivative by the last coordinate.
struct Both {
  constexpr auto operator()(auto u, auto x, auto t) const {
    return mean(square(laplacian(u, x) - t)) + mean(u * square(derivative(u, x, 1)));
  }
};
// The loss of three samples, with derivatives that are differences of the network's results.
template <class Net, int In, int Out>
void is_of_the_network() {
  constexpr int n = 3;
  constexpr double h = 1e-3;
  Generator rng{9};
  Model<Net, double> model{rng};
  laws::Draw draw{5};
  for (double* v : laws::numbers_of(model)) *v += 0.2 * draw();
  Tensor<double, n, In> x{};
  Tensor<double, n, Out> t{};
  for (double& v : x) v = draw();
  for (double& v : t) v = draw();
  // (as views, for which gradients_are_slopes() has programs too)
  const auto view = [](auto& tensor) {
    return TensorView<const double, dynamic, std::remove_cvref_t<decltype(tensor)>::shape[1]>{tensor.data(), n};
  };
  const auto results = [&](const Tensor<double, n, In>& of) {
    Tensor<double, n, Out> y{};
    model.eval()(view(of), TensorView<double, dynamic, Out>{y.data(), n});
    return y;
  };
  const auto at = [&](int k, double by) {
    auto moved = x;
    for (int s = 0; s < n; ++s) moved(s, k) += by * h;
    return results(moved);
  };
  const auto here = results(x);
  double loss = 0;
  for (int s = 0; s < n; ++s)
    for (int o = 0; o < Out; ++o) {
      double curvature = 0, slope = 0;
      const double u = here(s, o);
      for (int k = 0; k < In; ++k) {
        const double a = at(k, -2)(s, o), b = at(k, -1)(s, o), c = at(k, 1)(s, o), d = at(k, 2)(s, o);
        curvature += (16 * (b + c) - (a + d) - 30 * u) / (12 * h * h);
        if (k == 1) slope = (8 * (c - b) - (d - a)) / (12 * h);
      }
      loss += ((curvature - t(s, o)) * (curvature - t(s, o)) + u * slope * slope) / (n * Out);
    }
  CHECK(evaluate(Both{}, model.eval(), view(x), view(t)) == doctest::Approx(loss).epsilon(1e-7));
}
template <class Net, class OutShape>
void hold() {
  is_of_the_network<Net, laws::SamplesOf<Net>::size, laws::SamplesOf<Seq<OutShape>>::size>();
  laws::Laws<Net, OutShape, Both> laws;
  laws.gradients_are_slopes(1e-6);
  laws.gradients_are_means();
}

struct Swish {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 1> beta;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("beta", p.beta...); }
  static constexpr void initialize(auto& p) { p.beta(0) = 1; }
  constexpr auto operator()(auto x, auto p) const { return x * sigmoid(p.beta * x); }
};

}  // namespace

TEST_CASE("normalisation, and a softmax") {
  hold<Seq<Input<2>, Linear<2, 5>, LayerNorm<5>, Tanh, Linear<5, 1>>, Input<1>>();
  hold<Seq<Input<2>, Linear<2, 4>, Softmax, Linear<4, 3>, LogSoftmax>, Input<3>>();
}
TEST_CASE("a normalised input, and no layer in front") {
  hold<Seq<Input<3>, LayerNorm<3>, Tanh, Linear<3, 2>>, Input<2>>();
  hold<Seq<Input<2>, Tanh, Residual<Linear<2, 2>, SiLU>>, Input<2>>();
}
TEST_CASE("shortcuts, and branches beside each other") {
  hold<Seq<Input<2>, Linear<2, 4>, Residual<Tanh, Linear<4, 4>, Tanh>, Linear<4, 1>>, Input<1>>();
  hold<Seq<Input<2>, Concat<Identity, Seq<Linear<2, 3>, Tanh>>, Product<Linear<5, 2>, Seq<Linear<5, 2>, Sigmoid>>>,
       Input<2>>();
}
TEST_CASE("slopes and gates") {
  hold<Seq<Input<2>, Linear<2, 6>, GLU, Softplus<>, Linear<3, 4>, PReLU<>, Flatten, Linear<4, 1>>, Input<1>>();
  hold<Seq<Input<2>, Linear<2, 4>, Swish, Linear<4, 3>, ELU<>, Linear<3, 1>>, Input<1>>();
}
