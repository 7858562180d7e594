// SPDX-License-Identifier: BSL-1.0
// What the cost model says of typical networks, on a machine of 16 lanes: which way the lanes should lie, how cost
// grows.
#include <ctnn/engine/plan/plan.hpp>

#include <initializer_list>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Widths between the contractions, and a formula of tanh's cost after all but the last.
template <int... Width>
struct Chain {
  static constexpr int count = sizeof...(Width) - 1;
  PlannedLayer layers[count] = {};

  constexpr CostModel model(bool training) {
    const int width[] = {Width...};
    for (int k = 0; k < count; ++k) layers[k] = PlannedLayer::make(width[k], width[k + 1], k + 1 < count ? 20 : 0, 16);
    return {16, count, layers, training, width[0], width[count]};
  }
  static constexpr long by_samples(int samples, int columns, bool training = true) {
    return Chain{}.model(training).lanes_are_samples(samples, columns);
  }
  static constexpr long by_features(int samples, int block, bool training = true) {
    return Chain{}.model(training).lanes_are_features(samples, block);
  }
  // The cheapest of its kind.
  static constexpr long best_by_samples(int samples, bool training = true) {
    long best = by_samples(samples, 1, training);
    for (int columns = 2; columns <= 4; columns *= 2)
      best = by_samples(samples, columns, training) < best ? by_samples(samples, columns, training) : best;
    return best;
  }
  static constexpr long best_by_features(int samples, bool training = true) {
    long best = by_features(samples, 1, training);
    for (int block = 2; block <= 128; block *= 2)
      best = by_features(samples, block, training) < best ? by_features(samples, block, training) : best;
    return best;
  }
};
using Narrow = Chain<1, 13, 1>;
using Wide = Chain<64, 64, 64, 64>;

// Narrow layers: of many samples lanes are samples, also of as many as a vector has lanes; of few samples lanes are
// features.
constexpr bool samples_for(std::initializer_list<int> numbers, bool training) {
  for (int samples : numbers)
    if (Narrow::best_by_samples(samples, training) >= Narrow::best_by_features(samples, training)) return false;
  return true;
}
constexpr bool features_up_to(int most, bool training) {
  for (int samples = 1; samples <= most; ++samples)
    if (Narrow::best_by_features(samples, training) >= Narrow::best_by_samples(samples, training)) return false;
  return true;
}
static_assert(samples_for({16, 24, 32, 48, 64, 100, 1024}, true) &&
              samples_for({16, 24, 32, 48, 64, 100, 1024}, false));
static_assert(features_up_to(9, true) && features_up_to(9, false));

// Layers of several vectors: lanes are features, whatever the number of samples.
constexpr bool features_always() {
  for (int samples : {1, 2, 9, 16, 64, 1024})
    for (bool training : {false, true})
      if (Wide::best_by_features(samples, training) >= Wide::best_by_samples(samples, training)) return false;
  return true;
}
static_assert(features_always());

// More work costs more: more samples, wider layers, training.
constexpr bool cost_grows() {
  for (int samples = 2; samples <= 256; samples *= 2) {
    if (Narrow::best_by_samples(samples) < Narrow::best_by_samples(samples / 2)) return false;
    if (Wide::best_by_features(samples) <= Wide::best_by_features(samples / 2)) return false;
    if (Narrow::best_by_samples(samples) <= Narrow::best_by_samples(samples, false)) return false;
    if (Wide::best_by_features(samples) <= Wide::best_by_features(samples, false)) return false;
    if (Chain<1, 64, 1>::best_by_samples(samples) <= Narrow::best_by_samples(samples)) return false;
  }
  return true;
}
static_assert(cost_grows());

// Few samples do not fill wide blocks; many are cheaper in them.
static_assert(Narrow::by_samples(9, 1) < Narrow::by_samples(9, 4) &&
              Narrow::by_samples(1024, 4) < Narrow::by_samples(1024, 1));
static_assert(Wide::by_features(64, 64) < Wide::by_features(64, 1));

// A plan names its layout.
using V = simd::vec<float, 4>;
static_assert(std::is_same_v<layout_of<Plan{true, 8, false}, V>::type, SampleLanes<V, 2>>);
static_assert(std::is_same_v<layout_of<Plan{false, 9, true}, V>::type, FeatureLanes<V, 9, true>>);

}  // namespace
