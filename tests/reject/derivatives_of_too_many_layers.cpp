// SPDX-License-Identifier: BSL-1.0
// Each Linear has an axis of its own, and a formula has 32.
// expect: derivatives_by_the_input_cannot_be_had_of_a_network_with< .*too_many_layers
#include "program.hpp"

struct Flat {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(gradient(u, x))) + mean(square(u - t)); }
};
using L = Linear<1, 1>;
using Eight = Seq<L, L, L, L, L, L, L, L>;

int main() {
#ifdef REJECT
  train_and_use<Seq<Eight, Eight, Eight, L>, Tensor<float, 9, 1>, Tensor<float, 9, 1>, Flat>();
#else
  train_and_use<Seq<Eight, Eight, L>, Tensor<float, 9, 1>, Tensor<float, 9, 1>, Flat>();
#endif
}
