// SPDX-License-Identifier: BSL-1.0
// Losses of which derivatives by the network's input are a part: their gradients are slopes, by finite differences, and
// the derivatives themselves are those of the network.
#include "shaped.hpp"

using namespace ctnn;

namespace {

struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
struct Slopes {
  constexpr auto operator()(auto u, auto x, auto t) const {
    return mean(square(sum(square(gradient(u, x)), features) - 1)) + mean(square(u - t));
  }
};
// u_t - nu u_xx + u u_x, with a field.
struct Burgers {
  double nu = 0.3, weight = 2;
  constexpr auto operator()(auto u, auto x, auto t) const {
    const auto u_t = derivative(u, x, 0);
    const auto u_x = derivative(u, x, 1);
    const auto u_xx = derivative(u_x, x, 1);
    return mean(square(u_t - nu * u_xx + u * u_x)) + weight * mean(square(u - t));
  }
};
// A factor that makes the network's boundary values; numbers inside of what is derived; three derivatives.
struct Ansatz {
  double scale = 0.7;
  constexpr auto operator()(auto u, auto x, auto t) const {
    const auto a = component(x, 0), b = component(x, 1);
    const auto v = scale * (a * (1 - a) * b * u + 0.5 * square(a));
    return mean(square(laplacian(v, x) - 2 * t)) + sum(tanh(derivative(laplacian(v, x), x, 1)));
  }
};
// Of classes.
struct Smooth {
  static constexpr bool class_targets = true;
  constexpr auto operator()(auto u, auto x, auto t) const {
    return mean(-gather(log_softmax(u), t)) + 0.1 * mean(square(gradient(u, x)));
  }
};

// As laws::hold(), but for what does not concern a loss.
template <class Net, class OutShape, class Loss>
void hold(bool is_a_mean = true) {
  laws::Laws<Net, OutShape, Loss> laws;
  laws.gradients_are_slopes(2e-7);
  if (is_a_mean) laws.gradients_are_means();
}

}  // namespace

TEST_CASE("a Laplacian") {
  hold<Seq<Input<1>, Linear<1, 13>, Tanh, Linear<13, 1>>, Input<1>, Poisson>();
  hold<Seq<Input<2>, Linear<2, 6>, Tanh, Linear<6, 5>, Tanh, Linear<5, 1>>, Input<1>, Poisson>();
  hold<Seq<Input<3>, Linear<3, 4>, Sigmoid, Linear<4, 2>>, Input<2>, Poisson>();
}
TEST_CASE("gradients") {
  hold<Seq<Input<2>, Linear<2, 6>, SiLU, Linear<6, 1>>, Input<1>, Slopes>();
  hold<Seq<Input<3>, Linear<3, 5>, Tanh, Linear<5, 4>>, Input<4>, Smooth>();
}
TEST_CASE("derivatives by one coordinate each, with fields") {
  hold<Seq<Input<2>, Linear<2, 6>, Tanh, Linear<6, 1>>, Input<1>, Burgers>();
  hold<Seq<Input<2>, Linear<2, 4>, GELU, Linear<4, 1>>, Input<1>, Ansatz>(false);
}
