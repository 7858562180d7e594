// SPDX-License-Identifier: BSL-1.0
// Shortcuts compute what the interpreter does: long and short, one within the other, around what passes no gradient on.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

namespace {

// The gradient stops here.
struct Stop {
  constexpr auto operator()(auto x) const { return detach(x); }
};
struct StopCurve : laws::Smooth {
  static double value(double x) { return x; }
  static double slope(double) { return 0; }
};

}  // namespace
template <>
struct laws::Layer<Stop> : laws::Mapped<StopCurve> {};

TEST_CASE("a Residual fuses") {
  fuses_under_every_layout<
      Seq<Linear<3, 17>, Tanh, Residual<Linear<17, 17>, ReLU, Linear<17, 17>>, Swish, Linear<17, 2>>>();
}

TEST_CASE("Residuals one within the other fuse, in a deep network too") {
  using Block = Residual<Linear<5, 8>, Tanh, Linear<8, 5>, Residual<Linear<5, 5>, Sigmoid>>;
  fuses_under_every_layout<Seq<Block, Swish, Block>>();
}

TEST_CASE("a Residual around what passes no gradient on fuses") {
  fuses_under_every_layout<Seq<Linear<3, 4>, Residual<Linear<4, 4>, Stop>, Swish, Linear<4, 2>>>();
}
