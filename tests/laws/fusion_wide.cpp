// SPDX-License-Identifier: BSL-1.0
// Contractions of several vectors, from narrow to wide and back, compute what the interpreter does.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using laws::fuses_under_every_layout;

TEST_CASE("wide contractions fuse") {
  fuses_under_every_layout<Seq<Linear<31, 32>, Swish, Linear<32, 33>, Tanh, Linear<33, 3, false>>>();
  fuses_under_every_layout<Seq<Linear<64, 65>, Tanh, Linear<65, 64>>>();
}

TEST_CASE("contractions from wide to narrow and back fuse") {
  fuses_under_every_layout<Seq<Linear<65, 1>, Linear<1, 65>>>();
}

TEST_CASE("a weight that only a far cache holds is read in the order in which it lies") {
  for (int samples : {1, 2})
    laws::Experiment<Seq<Linear<272, 512>, Tanh, Linear<512, 3>>>(samples, std::uint64_t(samples))
        .other_goals_under(laws::Layouts<FeatureLanes<laws::Native<float>, 2>>{});
}

// Tiles of many rows, and of the four that they leave of a full block.
TEST_CASE("a weight that the nearest cache does not hold is multiplied by many rows at a time") {
  laws::Experiment<Seq<Linear<272, 96>, Tanh, Linear<96, 3>>>(64, 1).other_goals_under(
      laws::Layouts<FeatureLanes<laws::Native<float>, 64, true>>{});
}
