// SPDX-License-Identifier: BSL-1.0
#include "shaped_pooling.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("MaxPool2d agrees with torch") {
  agrees<Seq<Input<1, 5, 6>, Conv2d<1, 3, 3, Padding<1>>, ReLU, MaxPool2d<2>, Flatten, Linear<18, 3>>, golden::max_pool,
         CrossEntropyLoss>();
}

// Of equal numbers the first has the gradient.
TEST_CASE("MaxPool2d of ties agrees with torch") {
  agrees<Seq<Input<1, 7, 6>, MaxPool2d<3, Stride<2>, Padding<1>>, Conv2d<1, 2, 2>>, golden::max_pool_ties>();
  agrees<Seq<Input<2, 3, 5>, MaxPool2d<Size{2, 3}, Stride<1, 2>, Padding<1>>, Conv2d<2, 2, 2>>,
         golden::max_pool_all_equal>();
}

TEST_CASE("AvgPool2d agrees with torch") {
  agrees<Seq<Input<1, 5, 5>, Conv2d<1, 2, 2>, Tanh, AvgPool2d<2>, Flatten, Linear<8, 3>>, golden::avg_pool>();
  agrees<Seq<Input<2, 5, 4>, AvgPool2d<Size{3, 2}, Stride<2, 1>, Padding<1>>, Conv2d<2, 2, 2>>,
         golden::avg_pool_padded>();
}

TEST_CASE("Flatten agrees with torch wherever it stands") {
  agrees<Seq<Input<2, 4, 3>, Conv2d<2, 3, 2>, Flatten, Linear<18, 5>, Tanh, Linear<5, 2>>, golden::flatten>();
  agrees<Seq<Input<3, 2, 2>, Flatten, Linear<12, 3>, Tanh>, golden::flatten_first>();
  agrees<Seq<Input<2, 5>, Conv1d<2, 3, 2>, Tanh, Flatten>, golden::flatten_last>();
}
