// SPDX-License-Identifier: BSL-1.0
#include "shaped_derivatives.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

namespace {

struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
// |du/dx| = 1, and u as told.
struct Eikonal {
  constexpr auto operator()(auto u, auto x, auto t) const {
    return mean(square(sum(square(gradient(u, x)), features) - 1)) + mean(square(u - t));
  }
};
// u_t - nu u_xx + u u_x = 0, and u as told.
struct Burgers {
  double nu = 0.25;
  constexpr auto operator()(auto u, auto x, auto t) const {
    const auto u_t = derivative(u, x, 0);
    const auto u_x = derivative(u, x, 1);
    const auto u_xx = derivative(u_x, x, 1);
    return mean(square(u_t - nu * u_xx + u * u_x)) + 2 * mean(square(u - t));
  }
};

}  // namespace

TEST_CASE("a Laplacian in a loss agrees with torch's double backward") {
  using One = Seq<Input<1>, Linear<1, 13>, Tanh, Linear<13, 1>>;
  using Two = Seq<Input<2>, Linear<2, 16>, Tanh, Linear<16, 16>, Tanh, Linear<16, 1>>;
  agrees<One, golden::laplacian_1, Poisson>();
  agrees<One, golden::laplacian_1_double, Poisson>();
  agrees<Two, golden::laplacian_2, Poisson>();
  agrees<Two, golden::laplacian_2_double, Poisson>();
}
TEST_CASE("so does one through many kinds of layers") {
  agrees<Seq<Input<3>, Linear<3, 5>, Softplus<>, LayerNorm<5>, Residual<Linear<5, 5>, GELU>, Linear<5, 2>, Softmax>,
         golden::laplacian_of_features, Poisson>();
}
TEST_CASE("gradients and derivatives in a loss agree with torch") {
  agrees<Seq<Input<2>, Linear<2, 8>, SiLU, Linear<8, 1>>, golden::eikonal, Eikonal>();
  agrees<Seq<Input<2>, Linear<2, 8>, Tanh, Linear<8, 1>>, golden::burgers, Burgers>();
}
