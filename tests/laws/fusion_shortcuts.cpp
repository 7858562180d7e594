// SPDX-License-Identifier: BSL-1.0
// Shortcuts at the ends of a network and around other stages than contractions: several to one value and several from
// one.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

TEST_CASE("Residuals from the input to the result fuse") {
  fuses_under_every_layout<Residual<Linear<5, 8>, Tanh, Linear<8, 5>, Residual<Residual<>, Sigmoid>>>();
  fuses_under_every_layout<Seq<Input<16>, Residual<Tanh, Residual<Residual<Swish>>>>>();
}

TEST_CASE("four shortcuts may start and end at one place") {
  fuses_under_every_layout<Residual<Residual<Residual<Residual<Linear<3, 3>>>, Tanh>>>();
}

TEST_CASE("Residuals around reductions fuse") {
  fuses_under_every_layout<Seq<Residual<LayerNorm<5>, Residual<Linear<5, 5>, Softmax>, Tanh>, Linear<5, 1>>>();
}
