// SPDX-License-Identifier: BSL-1.0
// Shortcuts compute what the interpreter does: long and short, nested, several to one value and several from one.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

TEST_CASE("a Residual fuses") {
  fuses_under_every_layout<Seq<Linear<3, 17>, Tanh, Residual<Linear<17, 17>, ReLU, Linear<17, 17>>, Swish, Linear<17, 2>>>();
}

TEST_CASE("Residuals from the input to the result fuse") {
  fuses_under_every_layout<Residual<Linear<5, 8>, Tanh, Linear<8, 5>, Residual<Residual<>, Sigmoid>>>();
  fuses_under_every_layout<Seq<Input<5>, Residual<Tanh, Residual<Residual<Swish>>>>>();
}

TEST_CASE("Residuals around reductions fuse") {
  fuses_under_every_layout<Seq<Residual<LayerNorm<5>, Residual<Linear<5, 5>, Softmax>, Tanh>, Linear<5, 1>>>();
}
