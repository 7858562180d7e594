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

  // Either way samples, and targets or results, are brought into the layout and out of it.
  constexpr long lanes_are_samples(int samples, int columns) const {
    const long blocks = (samples + lanes * columns - 1) / (lanes * columns);
    long cost = copied(first, lanes * columns) + copied(last, lanes * columns);
    for (int k = 0; k < count; ++k) {
      const long outs = columns * long(in[k]), back = columns * long(out[k]);
      cost += outs * in_flight(out[k] * columns) / columns + call + columns * long(out[k]) * formula[k];
      if (!training) continue;
      if (k > 0) cost += back * in_flight(in[k] * columns) / columns + call;
      // products, and the lanes of each added up: 3 shuffles or adds for each of them, half of them beside the multiply-adds
      const long sums = long(in[k] < out[k] ? in[k] : out[k]) * units(in[k] < out[k] ? out[k] : in[k]);
      cost += long(in[k]) * out[k] * columns + sums * 2 * lanes + call;
    }
    return cost * blocks;
  }
  constexpr long lanes_are_features(int samples, int block) const {
    const long blocks = (samples + block - 1) / block, rows = samples < block ? samples : block;
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
    cost += products + products / 7;   // measured: the scalars of a tile lie apart here
    return cost * blocks;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
