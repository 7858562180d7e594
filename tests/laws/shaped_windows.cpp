// SPDX-License-Identifier: BSL-1.0
#include "shaped.hpp"

using namespace ctnn;
using laws::hold;

TEST_CASE("convolutions of signals") {
  hold<Seq<Input<2, 6>, Conv1d<2, 4, 4, Padding<Same>>, Tanh, Conv1d<4, 4, 3, Padding<2>, Dilation<2>, Groups<2>>,
           Conv1d<4, 2, 3, Stride<2>, NoBias>>,
       Input<2, 2>>();
}
TEST_CASE("convolutions of images") {
  hold<Seq<Input<1, 5, 5>, Conv2d<1, 3, Size{3, 2}, Stride<2, 1>, Padding<1, 0>>, Tanh,
           Conv2d<3, 2, Size{1, 3}, Padding<0, 2>, Dilation<1, 2>>>,
       Input<2, 3, 4>>();
  hold<Seq<Input<2, 4, 4>, Conv2d<2, 4, 4, Padding<Same>, NoBias>, Tanh,
           Conv2d<4, 6, 3, Groups<2>, Stride<2>, Padding<1>>, Flatten, Linear<24, 3>>,
       Input<3>, CrossEntropyLoss>();
}
TEST_CASE("pooling") {
  hold<Seq<Input<1, 5, 6>, Conv2d<1, 2, 2>, MaxPool2d<3, Stride<2, 1>, Padding<1>>, Tanh, Flatten, Linear<20, 2>>,
       Input<2>>();
  hold<Seq<Input<1, 5, 4>, AvgPool2d<Size{3, 2}, Stride<2, 1>, Padding<1>>, Conv2d<1, 2, 2>, Tanh>, Input<2, 2, 4>>();
}
