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
// A weighted sum, by fields that the loss keeps.
struct Weighted {
  double a = 0.7, b = 1.3;
  constexpr auto operator()(auto y, auto t) const { return mean(a * square(y - t) + b * tanh(y)); }
};
TEST_CASE("normalisation of steps, and a loss with numbers") {
  hold<Seq<Input<4, 3>, Linear<3, 2>, BatchNorm1d<2>, Tanh>, Input<4, 2>, Weighted>();
}
TEST_CASE("noise that is the same each time") {
  hold<Seq<Input<1, 3, 4>, Conv2d<1, 2, 2>, Dropout<0.3>, BatchNorm2d<2>, Tanh, Flatten, Linear<12, 2>>, Input<2>>();
  hold<Seq<Input<4, 3>, Linear<3, 6>, Dropout<0.25>, Tanh, Linear<6, 2>, Dropout<>>, Input<4, 2>>();
}
