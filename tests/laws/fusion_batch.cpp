// SPDX-License-Identifier: BSL-1.0
// Reductions over the batch, which need every block of samples before they can go on, compute what the interpreter
// does.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

TEST_CASE("BatchNorm1d fuses") {
  fuses_under_every_layout<
      Seq<Linear<2, 5>, BatchNorm1d<5>, Tanh, Linear<5, 3>, BatchNorm1d<3, 0.1, 0.5>, Swish, Linear<3, 1>>>();
  fuses_under_every_layout<Seq<BatchNorm1d<17>, Linear<17, 33>, BatchNorm1d<33>>>();
}
