// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/pool.hpp>

#include "harness.hpp"

using namespace harness;

TEST_CASE("Conv2d") {
  using Plain = Conv2d<3, 6, 3>;
  check_derivatives<Plain, 3, 5, 6>();
  check_layer<Plain, float, 16, 3, 7, 6>();
  check_layer<Plain, double, 1, 3, 7, 6>();
}
TEST_CASE("Conv2d, padded") {
  using Padded = Conv2d<2, 5, 5, Padding<2>>;
  check_derivatives<Padded, 2, 5, 4>();
  check_layer<Padded, float, 16, 2, 9, 8>();
}
TEST_CASE("Conv2d, all options") {
  using All = Conv2d<4, 6, Size{3, 2}, Stride<2, 1>, Padding<2, 1>, Dilation<2>, Groups<2>, NoBias>;
  check_derivatives<All, 4, 7, 6>();
  check_layer<All, float, 8, 4, 9, 8>();
  check_layer<Conv2d<4, 8, 3, Stride<2>, Padding<1>>, float, 16, 4, 8, 9>();
  check_layer<Conv2d<3, 4, 4, Padding<Same>>, float, 4, 3, 6, 5>();
}
TEST_CASE("Conv1d") {
  using C = Conv1d<3, 4, 3, Dilation<2>, Padding<2>>;
  check_derivatives<C, 3, 8>();
  check_layer<C, float, 16, 3, 20>();
  check_layer<Conv1d<6, 6, 3, Groups<6>, Padding<1>>, float, 16, 6, 11>();
}
TEST_CASE("MaxPool2d") {
  check_derivatives<MaxPool2d<2>, 3, 6, 4>();
  check_layer<MaxPool2d<2>, float, 16, 3, 6, 4>();
  check_layer<MaxPool2d<3, Stride<2>, Padding<1>>, float, 16, 2, 7, 8>();
  check_layer<MaxPool2d<Size{2, 3}, Stride<1>>, double, 1, 2, 5, 6>();
}
TEST_CASE("AvgPool2d") {
  check_derivatives<AvgPool2d<2>, 3, 6, 4>();
  check_layer<AvgPool2d<2>, float, 16, 3, 6, 4>();
  check_layer<AvgPool2d<3, Stride<2>, Padding<1>>, float, 16, 2, 7, 8>();
}
