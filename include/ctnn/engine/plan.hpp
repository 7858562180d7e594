// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/engine/layout.hpp>

namespace ctnn::inline CTNN_TARGET {

// How a program runs: which way its lanes lie and how many samples a block has. `full`: every block has exactly so many; `inlined`: kernels
// stand where they are called.
struct Plan {
  bool lanes_are_samples;
  int block;
  bool full;
  bool inlined = false;
  friend constexpr bool operator==(Plan, Plan) = default;
};

template <Plan P, class V>
struct layout_of {
  using type = SampleLanes<V, P.block / simd::lanes<V>, P.inlined>;
};
template <Plan P, class V>
  requires(!P.lanes_are_samples)
struct layout_of<P, V> {
  using type = FeatureLanes<V, P.block, P.full, P.inlined>;
};

// The cost model: vector multiply-adds, or what takes as long, for a network of `count` contractions trained on so many samples (or only
// evaluated). Tests read these numbers; the plan is the least of them.
struct CostModel {
  int lanes, count;
  const int* in;
  const int* out;
  const int* formula;   // what the formula after each takes for a vector of lanes (expr/cost.hpp)
  bool training;
  int first, last;      // features of the network's input and result

  constexpr long units(int width) const { return (width + lanes - 1) / lanes; }
  static constexpr long most(long a, long b) { return a > b ? a : b; }

  static constexpr long call = 40;   // of a kernel

  // A multiply-add waits about 8 issue slots for the one before it in the same accumulator.
  static constexpr long in_flight(long accumulators) { return most(accumulators, 8); }

  // A weight that lies the wrong way: of few samples its rows' lanes are added up, for more it is transposed first.
  constexpr long across(long rows, int from, int to) const {
    if (rows <= 4) return rows * (units(from) * to + units(to) * (to < 4 ? 3 * to + 8 : 3 * lanes + 8));
    return 6 * from * units(to) + from * in_flight(rows * units(to));
  }

  // Rows of one feature are copied as they are, others are transposed.
  constexpr long copied(int width, int samples) const { return width == 1 ? samples / lanes : long(width) * samples; }

  // All samples in blocks, the last of which may be smaller.
  static constexpr long in_blocks(int samples, int block, auto cost) {
    return samples / block * cost(block) + (samples % block > 0 ? cost(samples % block) : 0);
  }

  // Either way samples, and targets or results, are brought into the layout and out of it.
  constexpr long lanes_are_samples(int samples, int columns) const {
    const long blocks = (samples + lanes * columns - 1) / (lanes * columns);
    long cost = copied(first, lanes * columns) + copied(last, lanes * columns);
    for (int k = 0; k < count; ++k) {
      const long outs = columns * long(in[k]), back = columns * long(out[k]);
      long products = outs * in_flight(out[k] * columns) / columns;
      cost += call + columns * long(out[k]) * formula[k];
      if (training) {
        if (k > 0) products += back * in_flight(in[k] * columns) / columns, cost += call;
        // products, and the lanes of each added up: 3 shuffles or adds for each of them, half of them beside the multiply-adds
        const long sums = long(in[k] < out[k] ? in[k] : out[k]) * units(in[k] < out[k] ? out[k] : in[k]);
        cost += long(in[k]) * out[k] * columns + sums * 2 * lanes + call;
      }
      cost += columns == 1 ? products + products / 4 : products + products / 16;   // a tile of one column waits for its loads
    }
    return cost * blocks;
  }
  constexpr long lanes_are_features(int samples, int block) const {
    return in_blocks(samples, block, [&](long rows) {
      long cost = (first % lanes == 0 ? 0 : rows * units(first) * lanes) + rows * units(last) * (training ? lanes : 1);
      long products = 0;
      for (int k = 0; k < count; ++k) {
        cost += rows * units(out[k]) * formula[k] + call;
        const bool along_outputs = long(in[k]) * units(out[k]) <= long(out[k]) * units(in[k]);
        products += along_outputs ? in[k] * in_flight(rows * units(out[k])) : across(rows, in[k], out[k]);
        if (!training) continue;
        if (k > 0) products += call + (along_outputs ? across(rows, out[k], in[k]) : out[k] * in_flight(rows * units(in[k])));
        const long stored = along_outputs ? in[k] * units(out[k]) : out[k] * units(in[k]);
        products += stored * most(rows, 4) + call;
      }
      return cost + products + products / 16;
    });
  }
};

}  // namespace ctnn::inline CTNN_TARGET
