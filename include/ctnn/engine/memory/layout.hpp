// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/parameter.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// How a block of samples lies in scratch memory. A value is a grid of vectors: `units(f)` of them along the features
// times `rows(b)` along the samples; the unit (f, b) starts at offset(f, b).

// The distance of two rows of so many features, in lanes that are features: whole vectors, and few different numbers of
// them (1, 2, 3, 4, 6, 8, 12, 16, ...), as some kernels are compiled for a distance. Long rows get one more, so that
// rows do not meet in the same cache sets.
constexpr int row_stride(int width, int lanes) {
  const int units = (width + lanes - 1) / lanes;
  int power = 1;
  while (2 * power < units) power *= 2;
  const int few = units <= power ? power : power > 1 && units <= power + power / 2 ? power + power / 2 : 2 * power;
  return lanes * (few < 16 ? few : few + 1);
}

// Lanes are samples: a vector holds one feature of L samples, and C vectors beside each other hold the block. For
// narrow layers: nothing is padded, whatever the widths. Inlined: kernels stand where they are called (kernel.hpp).
template <class V, int C, bool Inlined = false>
struct SampleLanes {
  using kernel = SampleLanes;
  static constexpr bool inlined = Inlined;
  using vector = V;
  using element = simd::element_t<V>;
  static constexpr bool lanes_are_samples = true;
  static constexpr int L = simd::lanes<V>, columns = C, block = L * C;

  static constexpr int stride(int) { return block; }
  static constexpr int units(int width) { return width; }
  static constexpr int rows(int) { return C; }  // all of them: kernels add up whole blocks
  static constexpr long offset(int f, int b, int) { return long(f * C + b) * L; }
  // What is one value a feature is the same in every lane; what is one value a sample is not.
  CTNN_INLINE static constexpr V feature(const element* p, int f) { return simd::splat<V>(p[f]); }
  CTNN_INLINE static constexpr V sample(const element* p, int b) { return simd::load<V>(p + b * L); }
  // The lanes of the unit that hold samples; the others hold a copy of one, so that no value of theirs is worse than a
  // sample's.
  CTNN_INLINE static constexpr auto valid(int, int b, int, int samples) {
    return simd::first_lanes<V>(samples - b * L);
  }
};

// Lanes are features: a row is a sample, padded to whole vectors. For wide layers, and for few samples: nothing is
// padded, however few. Kernels know this much; how many rows a block has is a matter of the program alone
// (FeatureLanes).
template <class V, bool Inlined = false>
struct FeatureRows {
  static constexpr bool inlined = Inlined;
  using vector = V;
  using element = simd::element_t<V>;
  static constexpr bool lanes_are_samples = false;
  static constexpr int L = simd::lanes<V>;

  static constexpr int stride(int width) { return row_stride(width, L); }
  static constexpr int units(int width) { return (width + L - 1) / L; }
  static constexpr int rows(int samples) { return samples; }
  static constexpr long offset(int f, int b, int stride) { return long(b) * stride + f * L; }
  CTNN_INLINE static constexpr V feature(const element* p, int f) { return simd::load<V>(p + f * L); }
  CTNN_INLINE static constexpr V sample(const element* p, int b) { return simd::splat<V>(p[b]); }
  CTNN_INLINE static constexpr auto valid(int f, int, int width, int) { return simd::first_lanes<V>(width - f * L); }
};
template <class V, int Block, bool Full = false, bool Inlined = false>
struct FeatureLanes : FeatureRows<V, Inlined> {
  using kernel = FeatureRows<V, Inlined>;
  static constexpr int block = Block;
  static constexpr bool always_full = Full;  // does every block have as many samples?
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
