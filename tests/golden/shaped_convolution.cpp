// SPDX-License-Identifier: BSL-1.0
#include "shaped_convolution.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("Conv1d agrees with torch") {
  agrees<Seq<Input<2, 7>, Conv1d<2, 3, 3>, Tanh, Conv1d<3, 2, 2>>, golden::conv1d>();
  agrees<Seq<Input<2, 6>, Conv1d<2, 4, 4, Padding<Same>>, Tanh, Conv1d<4, 4, 3, Padding<2>, Dilation<2>, Groups<2>>>,
         golden::conv1d_same>();
  agrees<Seq<Input<2, 7>, Conv1d<2, 3, 3, Stride<2>, Padding<1>, NoBias>, Tanh, Flatten, Linear<12, 3>>,
         golden::conv1d_stride>();
}

TEST_CASE("Conv2d agrees with torch") {
  agrees<Seq<Input<2, 5, 6>, Conv2d<2, 3, 3>, Tanh, Conv2d<3, 2, 2>>, golden::conv2d>();
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 3, Size{2, 3}, Padding<1>>, Tanh, Conv2d<3, 2, 2, Stride<2>>>,
         golden::conv2d_double>();
  agrees<Seq<Input<1, 3, 4>, Conv2d<1, 2, 2>>, golden::conv2d_alone>();
}

TEST_CASE("Conv2d with options agrees with torch") {
  agrees<Seq<Input<1, 5, 5>, Conv2d<1, 3, Size{3, 2}, Stride<2, 1>, Padding<1, 0>>, Tanh,
             Conv2d<3, 2, Size{1, 3}, Padding<0, 2>, Dilation<1, 2>>>,
         golden::conv2d_rectangular>();
  agrees<
      Seq<Input<2, 4, 5>, Conv2d<2, 3, 4, Padding<Same>>, ReLU, Conv2d<3, 2, Size{2, 3}, Padding<Same>, Dilation<2>>>,
      golden::conv2d_same>();
  agrees<Seq<Input<4, 4, 3>, Conv2d<4, 6, 3, Padding<1>, Groups<2>, NoBias>, Tanh, Conv2d<6, 3, 1>, Tanh,
             Conv2d<3, 3, 3, Groups<3>>>,
         golden::conv2d_groups>();
  agrees<Seq<Input<1, 6, 6>, Conv2d<1, 3, 3, NoBias, Dilation<2>, Padding<2>, Stride<2>>, Tanh, Flatten, Linear<27, 4>>,
         golden::conv2d_stride, CrossEntropyLoss>();
}

TEST_CASE("a class for each pixel agrees with torch") {
  agrees<Seq<Input<1, 4, 5>, Conv2d<1, 4, 3, Padding<1>>, Tanh, Conv2d<4, 3, 2>>, golden::conv2d_classes,
         CrossEntropyLoss>();
}
