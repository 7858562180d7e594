// SPDX-License-Identifier: BSL-1.0
// Contractions, and what follows them lane by lane, compute what the interpreter does: narrow ones, and those around
// the width of a vector.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using laws::fuses_under_every_layout;

TEST_CASE("narrow contractions fuse") {
  fuses_under_every_layout<Seq<Linear<1, 13>, Tanh, Linear<13, 1>>>();
  fuses_under_every_layout<Seq<Linear<2, 3>, ReLU, Linear<3, 5, false>, Sigmoid, Linear<5, 8>>>();
}

TEST_CASE("contractions around a vector's width fuse") {
  fuses_under_every_layout<Seq<Linear<8, 16>, Swish, Linear<16, 17>, ReLU, Hardtanh<-1, 0.5>, Linear<17, 31>>>();
}

// A row by itself takes wider tiles than several do.
TEST_CASE("contractions to many features fuse") {
  constexpr int lanes = simd::native_lanes<float>;
  using OneRow = laws::Layouts<FeatureLanes<laws::Native<float>, 1, true>, FeatureLanes<laws::Native<float>, 3>>;
  laws::fuses<Seq<Linear<3, 16 * lanes>, Tanh, Linear<16 * lanes, 2>>>(1, OneRow{}, OneRow{});
}
