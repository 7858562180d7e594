// SPDX-License-Identifier: BSL-1.0
// A layer that goes through the features one after the other: scans are derived once only.
// expect: derivatives_by_the_input_cannot_be_had_of_a_network_with< .*recurrence
#include "program.hpp"

struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
struct Running {
  static constexpr int rank = 2;
  constexpr auto operator()(auto x) const {
#ifdef REJECT
    const auto b = x[0], i = x[1];
    const auto states = graph::scan(i, {graph::filled(*x.graph, 0, b)}, [&](auto before) {
      before.state[0] = before.state[0] * 0.5 + x;
      return before;
    });
    return arranged(states.state[0], b, i);
#else
    return tanh(x);
#endif
  }
};

int main() {
  train_and_use<Seq<Linear<1, 4>, Running, Linear<4, 1>>, Tensor<float, 9, 1>, Tensor<float, 9, 1>, Poisson>();
}
