// SPDX-License-Identifier: BSL-1.0
// A view of three features for the results of a network that gives two.
// expect: output_does_not_fit< .*receives< 9, 3 >, .*expects< 9, 2 > >
#include "program.hpp"

#ifdef REJECT
constexpr int width = 3;
#else
constexpr int width = 2;
#endif

int main() {
  Generator rng{0};
  const Model<Seq<Linear<1, 2>>> model{rng};
  Tensor<float, 9, width> y{};
  model(Tensor<float, 9, 1>{}, TensorView<float, 9, width>(y));
  std::cout << y;
}
