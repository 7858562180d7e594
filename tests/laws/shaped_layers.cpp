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
// A parameter of which a part is in use, and one of which only the diagonal is.
struct Part {
  static constexpr int rank = 0;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 6> half;
    typename Make::template parameter<1, 3, 3> square;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("half", p.half...), f("square", p.square...); }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < 6; ++i) p.half(i) = i - 2;
    for (int i = 0; i < 9; ++i) p.square(i / 3, i % 3) = i - 4;
  }
  constexpr auto operator()(auto x, auto p) const {
    const auto c = x[-1], all = x.axis(6);
    return x * at(p.half(all), graph::Put{all, graph::Index(c) + 2}) * p.square(c, c);
  }
};
TEST_CASE("what is not in use has a gradient of zeros") { hold<Seq<Input<4, 3>, Part, Tanh>, Input<4, 3>>(); }

TEST_CASE("a table, of as many rows as there are steps") {
  hold<Seq<Input<4>, Embedding<4, 3>, Linear<3, 4>>, Input<4, 4>, MSELoss, true>();
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
