// SPDX-License-Identifier: BSL-1.0
#include "steps.hpp"

using namespace steps;

template <class Net>
void long_enough() {
  Case<Net, 20> one;
  for (const int samples : {2, 19}) {
    one.template same_as_constant<9>(samples);
    one.template same_as_constant<20>(samples);
  }
  one.template trains_alike<9, 20, 20, 9, 9, 20, 9, 20, 20, 9>();
}

TEST_CASE("convolutions of signals") {
  short_and_long<
      Seq<Input<2, dynamic>, Conv1d<2, 3, 5, Padding<2>>, Tanh, Conv1d<3, 2, 3, Padding<Same>, Dilation<2>>>>();
  long_enough<Seq<Input<2, dynamic>, Conv1d<2, 3, 5>, Tanh, Conv1d<3, 2, 5>>>();
  some_steps<Seq<Input<2, dynamic>, Conv1d<2, 4, 3, Padding<1>, Groups<2>>, ReLU, Conv1d<4, 1, 1>>>();
}
TEST_CASE("images of run-time height") {
  short_and_long<Seq<Input<2, dynamic, 4>, Conv2d<2, 3, 3, Padding<1>>, BatchNorm2d<3>, ReLU, Conv2d<3, 1, 1>>>();
  some_steps<Seq<Input<1, dynamic, 4>, Conv2d<1, 2, 3, Padding<1>>, MaxPool2d<Size{1, 2}, Stride<1>>>>();
}
