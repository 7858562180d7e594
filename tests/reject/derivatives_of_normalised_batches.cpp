// SPDX-License-Identifier: BSL-1.0
// A loss that derives by the network's input derives each sample's result by that sample alone; BatchNorm1d mixes them.
// expect: derivatives_by_the_input_cannot_be_had_of_a_network_with< .*modes_or_noise
#include "program.hpp"

struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};

int main() {
#ifdef REJECT
  Model<Seq<Linear<1, 4>, BatchNorm1d<4>, Tanh, Linear<4, 1>>> model{};
#else
  Model<Seq<Linear<1, 4>, LayerNorm<4>, Tanh, Linear<4, 1>>> model{};
#endif
  Trainer trainer{model, Poisson{}, SGD{.lr = 1e-3}};
  std::cout << trainer.step(Tensor<float, 9, 1>{}, Tensor<float, 9, 1>{});
}
