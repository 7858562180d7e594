// SPDX-License-Identifier: BSL-1.0
// Where a block's vectors lie: every value of every sample has a place of its own, within the room that the value is
// given.
#include <ctnn/engine/memory/layout.hpp>

#include <vector>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Whole vectors, in few different numbers of them; long rows get one more.
static_assert(row_stride(1, 8) == 8 && row_stride(8, 8) == 8 && row_stride(9, 8) == 16 && row_stride(17, 8) == 24);
static_assert(row_stride(33, 8) == 48 && row_stride(49, 8) == 64 && row_stride(64, 8) == 64 && row_stride(65, 8) == 96);
static_assert(row_stride(128, 8) == 136 && row_stride(1, 1) == 1 && row_stride(7, 1) == 8);
constexpr bool strides_hold_their_rows() {
  for (int width = 1; width < 3000; ++width)
    for (int lanes = 1; lanes <= 16; lanes *= 2)
      if (row_stride(width, lanes) < width || row_stride(width, lanes) % lanes != 0 ||
          row_stride(width, lanes) > 2 * width + 3 * lanes)
        return false;
  return true;
}
static_assert(strides_hold_their_rows());

template <class Layout>
void places_are_distinct(int width, int samples) {
  CAPTURE(width);
  CAPTURE(samples);
  const int stride = Layout::stride(width), size = (Layout::lanes_are_samples ? width : stride) * Layout::block;
  std::vector<int> used(std::size_t(size), 0);
  int lanes_with_samples = 0;
  for (int b = 0; b < Layout::rows(samples); ++b)
    for (int f = 0; f < Layout::units(width); ++f) {
      const auto valid = Layout::valid(f, b, width, samples);
      for (int lane = 0; lane < Layout::L; ++lane) {
        const long at = Layout::offset(f, b, stride) + lane;
        REQUIRE((at >= 0 && at < size));
        ++used[std::size_t(at)];
        if constexpr (Layout::L == 1) lanes_with_samples += valid;
        else lanes_with_samples += valid[lane] != 0;
      }
    }
  for (int u : used) CHECK(u <= 1);
  CHECK(lanes_with_samples == width * samples);
}

}  // namespace

TEST_CASE("every value has a place of its own") {
  using V = simd::vec<float, 4>;
  for (int width : {1, 3, 4, 5, 17, 70})
    for (int samples : {1, 2, 4, 7, 8}) {
      places_are_distinct<SampleLanes<V, 2>>(width, samples);
      places_are_distinct<SampleLanes<float, 8>>(width, samples);
      places_are_distinct<FeatureLanes<V, 8>>(width, samples);
      places_are_distinct<FeatureLanes<double, 8>>(width, samples);
    }
}
