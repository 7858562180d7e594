// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/engine/layout.hpp>

namespace ctnn::inline CTNN_TARGET {

// How a program runs: which way its lanes lie and how many samples a block has. `full`: every block has exactly so many.
struct Plan {
  bool lanes_are_samples;
  int block;
  bool full;
  friend constexpr bool operator==(Plan, Plan) = default;
};

template <Plan P, class V>
struct layout_of {
  using type = SampleLanes<V, P.block / simd::lanes<V>>;
};
template <Plan P, class V>
  requires(!P.lanes_are_samples)
struct layout_of<P, V> {
  using type = FeatureLanes<V, P.block, P.full>;
};

// The cost model: vector multiply-adds, or what takes as long, for a network of `count` contractions trained on so many samples (or only
// evaluated). Tests read these numbers; the plan is the least of them.
struct CostModel {
  int lanes, count;
  const int* in;
  const int* out;
  bool training;

  constexpr long units(int width) const { return (width + lanes - 1) / lanes; }
  static constexpr long most(long a, long b) { return a > b ? a : b; }

  // A multiply-add waits about 8 issue slots for the one before it in the same accumulator.
  static constexpr long in_flight(long accumulators) { return most(accumulators, 8); }

  constexpr long lanes_are_samples(int samples, int columns) const {
    const long blocks = (samples + lanes * columns - 1) / (lanes * columns);
    long cost = long(in[0]) * lanes * columns;   // the samples are transposed
    for (int k = 0; k < count; ++k) {
      const long outs = columns * long(in[k]), back = columns * long(out[k]);
      cost += outs * in_flight(out[k] * columns) / columns + 10;
      if (!training) continue;
      if (k > 0) cost += back * in_flight(in[k] * columns) / columns + 10;
      // products, and the lanes of each added up: about 3 shuffles or adds for each of them
      const long sums = long(in[k] < out[k] ? in[k] : out[k]) * units(in[k] < out[k] ? out[k] : in[k]);
      cost += long(in[k]) * out[k] * columns + sums * (3 * lanes + 8) + 10;
    }
    return cost * blocks;
  }
  constexpr long lanes_are_features(int samples, int block) const {
    const long blocks = (samples + block - 1) / block, rows = samples < block ? samples : block;
    long cost = rows * 2;
    for (int k = 0; k < count; ++k) {
      cost += in[k] * in_flight(rows * units(out[k])) + 10;
      const bool along_outputs = long(in[k]) * units(out[k]) <= long(out[k]) * units(in[k]);
      if (!training) {
        if (!along_outputs) cost += 6 * in[k] * units(out[k]);   // the weight is transposed
        continue;
      }
      if (k > 0 || !along_outputs) cost += 6 * in[k] * units(out[k]);
      if (k > 0) cost += out[k] * in_flight(rows * units(in[k])) + 10;
      const long stored = along_outputs ? in[k] * units(out[k]) : out[k] * units(in[k]);
      cost += stored * most(rows, 4) + 10;
    }
    return cost * blocks;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
