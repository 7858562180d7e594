// SPDX-License-Identifier: BSL-1.0
// Networks nest, and depth makes no difference; stages without a contraction may stand at either end.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

TEST_CASE("deep and nested networks fuse") {
  using Two = Seq<Linear<5, 5>, Tanh, Seq<Linear<5, 5>, Swish>>;
  fuses_under_every_layout<Seq<Linear<3, 5>, Seq<Two, Two>, Two, Seq<>, Linear<5, 2>>>();
}

TEST_CASE("activations before and after all contractions fuse") {
  fuses_under_every_layout<Seq<Input<5>, Sigmoid, Tanh, Linear<5, 3>, Identity, Swish>>();
  fuses_under_every_layout<Seq<Input<17>, Swish>>();
  fuses_under_every_layout<Seq<Input<2, 4>, Tanh, Identity>>();
}
