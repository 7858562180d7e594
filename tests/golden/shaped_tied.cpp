// SPDX-License-Identifier: BSL-1.0
#include "shaped_tied.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("a Linear in several places agrees with torch") {
  agrees<Seq<Input<4>, Named<"encoder", Linear<4, 4>>, Tanh, Tied<"encoder">>, golden::tied_linear>();
  agrees<Seq<Input<4>, Linear<4, 4, false>, Tanh, Residual<Tied<"0">, SiLU>, Linear<4, 4>, Tied<"2.0">>,
         golden::tied_thrice>();
}

TEST_CASE("a block of layers in several places agrees with torch") {
  agrees<Seq<Input<2>, Linear<2, 3>, Named<"block", Seq<Named<"in", Linear<3, 4>>, Tanh, Linear<4, 3>>>, Tanh,
             Tied<"block">, Tied<"block.in">>,
         golden::tied_block>();
}

TEST_CASE("a convolution, a table and a recurrent layer in two places agree with torch") {
  agrees<Seq<Input<2, 4, 5>, Conv2d<2, 2, 3, Padding<1>>, Tanh, Tied<"0">, Flatten, Linear<40, 2>>,
         golden::tied_conv>();
  agrees<Seq<Input<5>, Sum<Seq<Named<"words", Embedding<7, 3>>, Linear<3, 3>>, Tied<"0.0.words">>, Tanh, Linear<3, 2>>,
         golden::tied_embedding>();
  agrees<Seq<Input<4, 3>, LSTM<3, 3>, Tied<"0">, Linear<3, 2>>, golden::tied_lstm>();
}

TEST_CASE("layers that normalise, with running statistics, agree with torch in two places") {
  agrees<Seq<Input<2, 4, 4>, BatchNorm2d<2>, Tanh, Conv2d<2, 2, 2>, Tied<"0">, Flatten, Linear<18, 4>,
             Named<"norm", LayerNorm<4>>, Tanh, Tied<"norm">>,
         golden::tied_norms>();
}

TEST_CASE("what is frozen is so in all its places") {
  agrees<Seq<Input<3>, Linear<3, 4>, Named<"e", Linear<4, 4>>, Tanh, Tied<"e">, Linear<4, 2>>, golden::tied_frozen>(
      frozen<"e">);
}
