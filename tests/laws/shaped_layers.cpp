// SPDX-License-Identifier: BSL-1.0
#include "shaped.hpp"

using namespace ctnn;
using laws::hold;

TEST_CASE("softmax along an axis, and normalisation") {
  hold<Seq<Input<2, 4, 3>, SoftmaxAlong<2>, Conv2d<2, 3, 2>, SoftmaxAlong<1>>, Input<3, 3, 2>>();
  hold<Seq<Input<1, 4, 5>, Conv2d<1, 2, 2>, LayerNormOver<2, 3, 4>, Tanh, LayerNormOver<3, 4>>, Input<2, 3, 4>>();
  hold<Seq<Input<1, 3, 4>, Conv2d<1, 2, 2>, BatchNorm2d<2>, Tanh, Flatten, Linear<12, 2>>, Input<2>>();
}
TEST_CASE("slopes and gates") {
  hold<Seq<Input<2, 3, 4>, Conv2d<2, 4, 2>, PReLU<>, GLUAlong<1>, PReLU<2>>, Input<2, 2, 3>>();
}
TEST_CASE("a table") { hold<Seq<Input<5>, Embedding<4, 3>, Linear<3, 4>, Tanh, GLU>, Input<5, 2>, MSELoss, true>(); }
TEST_CASE("noise that is the same each time") {
  hold<Seq<Input<4, 3>, Linear<3, 6>, Dropout<0.25>, Tanh, Linear<6, 2>, Dropout<>>, Input<4, 2>>();
}
