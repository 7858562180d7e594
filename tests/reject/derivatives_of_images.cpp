// SPDX-License-Identifier: BSL-1.0
// Derivatives by the input are by its features: those of an image are many axes.
// expect: derivatives_by_the_input_cannot_be_had_of_a_network_with< .*values_that_are_more_than_features
#include "program.hpp"

struct Flat {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(gradient(u, x))) + mean(square(u - t)); }
};

int main() {
#ifdef REJECT
  using Net = Seq<Input<3, 4>, Linear<4, 2>, Flatten, Linear<6, 1>>;
  train_and_use<Net, Tensor<float, 9, 3, 4>, Tensor<float, 9, 1>, Flat>();
#else
  using Net = Seq<Input<12>, Linear<12, 6>, Flatten, Linear<6, 1>>;
  train_and_use<Net, Tensor<float, 9, 12>, Tensor<float, 9, 1>, Flat>();
#endif
}
