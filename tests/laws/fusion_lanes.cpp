// SPDX-License-Identifier: BSL-1.0
// Doubles, whose sums leave no room for a float that slipped in, and vectors narrower than the machine's.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::EveryLayout, laws::OneOfEachKind;

namespace {

template <class T, int Lanes>
using Narrower = simd::vec<T, (Lanes < simd::native_lanes<T> ? Lanes : simd::native_lanes<T>)>;

using Net = Seq<Linear<3, 9>, Swish, LayerNorm<9>, Residual<Linear<9, 17>, Tanh, Linear<17, 9>>, BatchNorm1d<9>, Linear<9, 4>>;

}  // namespace

TEST_CASE("doubles fuse") { laws::fuses<Net, CrossEntropyLoss, double>(2, EveryLayout<double>{}, OneOfEachKind<double>{}); }

TEST_CASE("vectors narrower than the machine's fuse") {
  laws::fuses<Net>(2, EveryLayout<float, Narrower<float, 4>>{}, OneOfEachKind<float, float>{});
  laws::fuses<Net, MSELoss, double>(2, OneOfEachKind<double, Narrower<double, 2>>{}, OneOfEachKind<double, double>{});
}
