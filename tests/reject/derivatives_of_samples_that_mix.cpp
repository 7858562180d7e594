// SPDX-License-Identifier: BSL-1.0
// A softmax over the samples: a sample's result depends on the others.
// expect: derivatives_by_the_input_cannot_be_had_of_a_network_with< .*samples_that_mix
#include "program.hpp"

struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
#ifdef REJECT
constexpr int axis = 0;
#else
constexpr int axis = 1;
#endif

int main() {
  using Net = Seq<Linear<2, 4>, Tanh, Linear<4, 2>, SoftmaxAlong<axis>>;
  train_and_use<Net, Tensor<float, 9, 2>, Tensor<float, 9, 2>, Poisson>();
}
