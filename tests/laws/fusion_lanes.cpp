// SPDX-License-Identifier: BSL-1.0
// Doubles, whose sums leave no room for a float that slipped in, and vectors narrower than the machine's.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using laws::OneOfEachKind;

namespace {

template <class T, int Lanes>
using Narrower = simd::vec<T, (Lanes < simd::native_lanes<T> ? Lanes : simd::native_lanes<T>)>;

using Net =
    Seq<Linear<3, 9>, Swish, LayerNorm<9>, Residual<Linear<9, 17>, Tanh, Linear<17, 9>>, BatchNorm1d<9>, Linear<9, 4>>;

}  // namespace

TEST_CASE("doubles fuse") {
  using V = laws::Native<double>;
  laws::fuses<Net, CrossEntropyLoss, double>(
      3, laws::Layouts<SampleLanes<double, 1>, SampleLanes<V, 2>, FeatureLanes<V, 1>, FeatureLanes<V, 8>>{},
      OneOfEachKind<double>{});
}

TEST_CASE("vectors narrower than the machine's fuse") {
  using V = Narrower<float, 4>;
  laws::fuses<Net>(3, laws::Layouts<SampleLanes<V, 1>, SampleLanes<V, 4>, FeatureLanes<V, 1>, FeatureLanes<V, 8>>{},
                   laws::Layouts<>{}, laws::Layouts<SampleLanes<V, 2>, FeatureLanes<V, 3>>{});
  laws::fuses<Net, MSELoss, double>(3, OneOfEachKind<double, Narrower<double, 2>>{}, laws::Layouts<>{});
}
