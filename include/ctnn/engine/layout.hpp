// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/parameter.hpp>

namespace ctnn::inline CTNN_TARGET {

// How a block of samples lies in scratch memory. A value is a grid of vectors: `units(f)` of them along the features times `rows(b)` along
// the samples; the unit (f, b) starts at offset(f, b).

// Lanes are samples: a vector holds one feature of L samples, and C vectors beside each other hold the block. For narrow layers: nothing is
// padded, whatever the widths.
template <class V, int C>
struct SampleLanes {
  using vector = V;
  using element = simd::element_t<V>;
  static constexpr bool lanes_are_samples = true;
  static constexpr int L = simd::lanes<V>, columns = C, block = L * C;

  static constexpr int size(int features, int) { return features * block; }
  static constexpr int stride(int) { return block; }
  static constexpr int units(int features) { return features; }
  static constexpr int rows(int samples) { return (samples + L - 1) / L; }
  static constexpr long offset(int f, int b, int) { return long(f * C + b) * L; }
  // What is one value a feature is the same in every lane; what is one value a sample is not.
  [[gnu::always_inline]] static constexpr V feature(const element* p, int f) { return simd::splat<V>(p[f]); }
  [[gnu::always_inline]] static constexpr V sample(const element* p, int b) { return simd::load<V>(p + b * L); }
  // The lanes of the unit that hold samples; the others hold a copy of one, so that no value of theirs is worse than a sample's.
  [[gnu::always_inline]] static constexpr auto valid(int, int b, int, int samples) { return simd::first_lanes<V>(samples - b * L); }
};

// Lanes are features: a row is a sample, padded to whole vectors. For wide layers, and for few samples: nothing is padded, however few.
template <class V, int Block, bool Full = false>
struct FeatureLanes {
  using vector = V;
  using element = simd::element_t<V>;
  static constexpr bool lanes_are_samples = false;
  static constexpr int L = simd::lanes<V>, block = Block;
  static constexpr bool always_full = Full;   // does every block have as many samples?

  static constexpr int stride(int features) { return (features + L - 1) / L * L; }
  static constexpr int size(int features, int) { return stride(features) * block; }
  static constexpr int units(int features) { return (features + L - 1) / L; }
  static constexpr int rows(int samples) { return samples; }
  static constexpr long offset(int f, int b, int stride) { return long(b) * stride + f * L; }
  [[gnu::always_inline]] static constexpr V feature(const element* p, int f) { return simd::load<V>(p + f * L); }
  [[gnu::always_inline]] static constexpr V sample(const element* p, int b) { return simd::splat<V>(p[b]); }
  [[gnu::always_inline]] static constexpr auto valid(int f, int, int features, int) { return simd::first_lanes<V>(features - f * L); }
};

}  // namespace ctnn::inline CTNN_TARGET
