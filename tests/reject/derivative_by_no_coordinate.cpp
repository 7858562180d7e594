// SPDX-License-Identifier: BSL-1.0
// An input of two features has the coordinates 0 and 1.
// expect: the_loss_asks_for_a_coordinate_that_there_is_not< .*Heat
#include "program.hpp"

#ifdef REJECT
constexpr int last = 2;
#else
constexpr int last = 1;
#endif
struct Heat {
  constexpr auto operator()(auto u, auto x, auto t) const {
    return mean(square(derivative(u, x, 0) - derivative(derivative(u, x, last), x, last) - t));
  }
};

int main() { train_and_use<Seq<Linear<2, 3>, Tanh, Linear<3, 1>>, Tensor<float, 9, 2>, Tensor<float, 9, 1>, Heat>(); }
