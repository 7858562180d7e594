// SPDX-License-Identifier: BSL-1.0
#include "shaped_pointwise.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("PReLU agrees with torch") {
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 3, 2>, PReLU<>, Conv2d<3, 2, 2>>, golden::prelu_1>();
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 3, 2>, PReLU<3>, Conv2d<3, 2, 2>>, golden::prelu_channels>();
}

TEST_CASE("GLU agrees with torch") {
  agrees<Seq<Input<4, 3>, Linear<3, 8>, GLU, Linear<4, 2>>, golden::glu>();
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 4, 2>, GLUAlong<1>, Conv2d<2, 2, 2>>, golden::glu_along_1>();
}

TEST_CASE("Embedding agrees with torch") {
  agrees<Seq<Input<5>, Embedding<7, 3>, Linear<3, 4>, Tanh, Linear<4, 2>>, golden::embedding>();
  agrees<Seq<Input<2>, Embedding<3, 4>, Flatten, Linear<8, 2>>, golden::embedding_few>();
}

// Ten steps with torch's own masks.
TEST_CASE("Dropout agrees with torch") {
  agrees<Seq<Input<4, 3>, Linear<3, 6>, Tanh, Dropout<0.25>, Linear<6, 2>>, golden::dropout>();
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 3, 2>, Dropout<>, ReLU, Flatten, Dropout<0.2>, Linear<27, 2>>,
         golden::dropout_twice>();
  agrees<Seq<Input<2, 3>, Linear<3, 4>, Dropout<0.6>, Linear<4, 2>>, golden::dropout_double>();
}
