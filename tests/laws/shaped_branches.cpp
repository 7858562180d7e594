// SPDX-License-Identifier: BSL-1.0
#include "shaped.hpp"

using namespace ctnn;
using laws::hold;

struct Gate {
  constexpr auto operator()(auto a, auto b) const { return tanh(a) * sigmoid(b); }
};

TEST_CASE("branches of images") {
  hold<Seq<Input<1, 4, 4>, Concat<Conv2d<1, 2, 3, Padding<1>>, Conv2d<1, 1, 1>>,
           Residual<Conv2d<3, 3, 3, Padding<1>>, Tanh>, Product<Conv2d<3, 2, 2>, Seq<Conv2d<3, 2, 2>, Sigmoid>>>,
       Input<2, 3, 3>>();
}
TEST_CASE("branches of steps") {
  hold<Seq<Input<3, 3>, Sum<Identity, Product<Linear<3, 3>, Residual<Linear<3, 3>, Tanh>>>,
           Branches<Gate, Linear<3, 5>, Linear<3, 5>>, Concat<Tanh, Linear<5, 2>>>,
       Input<3, 7>>();
}
TEST_CASE("values in the same memory") {
  hold<Seq<Input<2, 3>, Linear<3, 3>, Concat<Flatten, Seq<Flatten, Tanh>, Seq<Seq<>, Flatten>>, Linear<18, 2>>,
       Input<2>>();
}
// A gradient that is a map of a sum over the samples.
struct ExpScale {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 3> log;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("log", p.log...); }
  constexpr auto operator()(auto x, auto p) const { return x * exp(p.log); }
};
TEST_CASE("one layer in several places") {
  hold<Seq<Input<4, 3>, Named<"a", Linear<3, 3>>, Tanh, Residual<Tied<"a">, ExpScale>, Tied<"2.1">, Tied<"a">>,
       Input<4, 3>>();
  hold<Seq<Input<1, 5, 5>, Named<"b", Seq<Conv2d<1, 2, 2>, Tanh, Conv2d<2, 1, 2, Padding<1>>>>, Tied<"b">,
           Concat<Tied<"b.0">, Tied<"b.0">>>,
       Input<4, 4, 4>>();
  hold<Seq<Input<3, 3>, LSTM<3, 3>, Tanh, Tied<"0">, LayerNorm<3>, Sum<Tied<"3">, Tied<"0">>>, Input<3, 3>>();
}
TEST_CASE("recurrence") {
  hold<Seq<Input<12, 2>, LSTM<2, 3>, Linear<3, 1>>, Input<12, 1>>();
  hold<Seq<Input<4, 1>, LSTM<1, 3>, LSTM<3, 2>, Flatten, Linear<8, 2>>, Input<2>, CrossEntropyLoss>();
}
TEST_CASE("attention") {
  hold<Seq<Input<4, 3>, Residual<LayerNorm<3>, SelfAttention<3>>,
           Residual<LayerNorm<3>, Linear<3, 5>, GELU, Linear<5, 3>>>,
       Input<4, 3>>();
}
