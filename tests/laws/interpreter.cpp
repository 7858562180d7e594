// SPDX-License-Identifier: BSL-1.0
// The interpreter's backward is held to its own forward by finite differences, so that the laws rest on forward alone.
#include "interpreter.hpp"

#include <doctest/doctest.h>

#include "draw.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using laws::Rows;

namespace {

// (f(v + h) - f(v - h)) / 2h; its error is about h^2, and 1e-16 / h from rounding.
double difference(double& v, auto f) {
  constexpr double h = 1e-5;
  const double at = v;
  v = at + h;
  const double above = f();
  v = at - h;
  const double below = f();
  v = at;
  return (above - below) / (2 * h);
}

template <class Net, class L = MSELoss>
void backward_is_the_slope_of_forward(bool training = true) {
  laws::Draw draw{11};
  constexpr int samples = 5;
  laws::Layer<Net> net;
  Model<Net, double> places{};
  net.each(places, [&](double&, auto& n) { n.value = 0.3 + 0.5 * draw(); });
  net.each_buffer(places, [&](double&, auto& n) { n.value = 0.8 + 0.5 * draw(); });
  Rows x(samples, stages_of<Net, Evaluation>::in),
      t(samples, has_class_targets<L> ? 1 : stages_of<Net, Evaluation>::out);
  for (double& v : x.values) v = 1.5 * draw();
  for (double& v : t.values) v = has_class_targets<L> ? 1 : draw();

  laws::Pass pass{.training = training};
  const Rows y = net.forward(x, pass);
  REQUIRE(pass.clearance > 1e-3);
  const Rows dx = net.backward(laws::Loss<L>::slope(y, t));
  const auto again = [&] {
    laws::Layer<Net> copy = net;  // the running statistics move with every pass
    return laws::Loss<L>::value(copy.forward(x, pass), t);
  };
  net.each(places, [&](double&, auto& n) {
    CHECK(n.gradient == doctest::Approx(difference(n.value, again)).epsilon(1e-7).scale(0.1));
  });
  for (std::size_t i = 0; i < x.values.size(); ++i)
    CHECK(dx.values[i] == doctest::Approx(difference(x.values[i], again)).epsilon(1e-7).scale(0.1));
}

}  // namespace

TEST_CASE("the interpreter's backward is the slope of its forward") {
  backward_is_the_slope_of_forward<Seq<Linear<3, 4>, Tanh, Linear<4, 2, false>, Sigmoid>>();
  backward_is_the_slope_of_forward<Seq<Linear<3, 4>, ReLU, Linear<4, 5>, Hardtanh<-0.5, 2>, Linear<5, 2>, Identity>>();
  backward_is_the_slope_of_forward<Seq<Linear<3, 4>, Softmax, Linear<4, 3>, LogSoftmax>>();
  backward_is_the_slope_of_forward<Seq<LayerNorm<4>, Linear<4, 3>, LayerNorm<3, 0.1>>>();
  backward_is_the_slope_of_forward<Seq<Linear<2, 3>, BatchNorm1d<3>, Tanh, BatchNorm1d<3, 0.1, 0.5>>>();
  backward_is_the_slope_of_forward<Seq<Linear<2, 3>, BatchNorm1d<3>, Tanh, BatchNorm1d<3>>>(false);
  backward_is_the_slope_of_forward<Seq<Linear<2, 3>, Residual<Linear<3, 3>, Residual<Tanh>>, Linear<3, 1>>>();
  backward_is_the_slope_of_forward<Seq<Linear<2, 3>, Tanh, Linear<3, 4>>, CrossEntropyLoss>();
}
