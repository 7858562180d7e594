// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/engine/layout.hpp>
#include <ctnn/engine/tile.hpp>

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
  bool inlined = false;

  constexpr long units(int width) const { return (width + lanes - 1) / lanes; }
  static constexpr long most(long a, long b) { return a > b ? a : b; }

  constexpr long call() const { return inlined ? 10 : 40; }   // of a kernel
  static constexpr long update = 6, loss = 10;   // of a vector: stored or updated, compared with a target

  // A multiply-add waits for the one before it in the same accumulator.
  static constexpr long in_flight(long accumulators, long least) { return most(accumulators, least); }

  // All samples in blocks, the last of which may be smaller.
  static constexpr long in_blocks(int samples, int block, auto cost) {
    return samples / block * cost(block) + (samples % block > 0 ? cost(samples % block) : 0);
  }
  constexpr bool lies_along_outputs(int k) const { return ctnn::lies_along_outputs(out[k], in[k], lanes); }

  // Samples and targets are transposed, but for rows of one feature, which are copied as they are.
  constexpr long copied(int width, int columns) const { return width == 1 ? columns : long(width) * lanes * columns / 2; }
  constexpr long lanes_are_samples(int samples, int columns) const {
    const long blocks = (samples + lanes * columns - 1) / (lanes * columns);
    long cost = copied(first, columns) + copied(last, columns) + (training ? loss * columns * last : 0), values = 0;
    for (int k = 0; k < count; ++k) {
      long products = in[k] * in_flight(out[k] * columns, 6);
      values = kept(values, columns * (long(in[k]) + out[k]));
      cost += call() + columns * long(out[k]) * formula[k];
      if (training) {
        if (k > 0) products += out[k] * in_flight(in[k] * columns, 6), cost += call() + columns * long(in[k]) * 4;
        // products, and the lanes of each added up: 3 shuffles or adds for each of them, half of them beside the multiply-adds
        const long rows = lies_along_outputs(k) ? in[k] : out[k], stored = rows * units(lies_along_outputs(k) ? out[k] : in[k]);
        cost += rows * (lies_along_outputs(k) ? out[k] : in[k]) * columns + stored * (lanes * 7 / 4 + update) + call();
      }
      cost += columns == 1 ? products + products / 4 : products + products / 16;   // a tile of one column waits for its loads
    }
    return from_afar(cost, values) * blocks;
  }
  constexpr long lanes_are_features(int samples, int block) const {
    return in_blocks(samples, block, [&](long rows) {
      const bool in_place = first % lanes == 0 || (count > 0 && lies_along_outputs(0));
      long cost = (in_place ? 0 : rows * units(first) * 2) + rows * units(last) * (training ? 2 + loss : 2);
      long products = 0;
      for (int k = 0; k < count; ++k) {
        cost += rows * units(out[k]) * formula[k] + call();
        products += lies_along_outputs(k) ? along(rows, in[k], out[k]) : turned(rows, in[k], out[k]);
        if (!training) continue;
        if (k > 0) {
          products += lies_along_outputs(k) ? turned(rows, out[k], in[k]) : along(rows, out[k], in[k]);
          cost += call() + rows * units(in[k]) * 4;
        }
        products += stored_vectors(k) * rows, cost += stored_vectors(k) * update + call();
      }
      long values = 0;
      for (int k = 0; k < count; ++k) values = kept(values, (k == 0 && in_place ? 0 : rows * units(in[k])) + rows * units(out[k]));
      return from_afar(cost + products + products / 9, values);
    });
  }

 private:
  static constexpr long near = 512;   // vectors in the nearest cache

  // Vectors in use: all values wait for the way back, or one layer's at a time.
  constexpr long kept(long before, long values) const { return training ? before + values : most(before, values); }
  // What does not stay there: weights are read anew for each block, values (so many vectors) make room for those of other layers.
  constexpr long from_afar(long cost, long values) const {
    long weights = 0;
    for (int k = 0; k < count; ++k) weights += stored_vectors(k);
    const long used = training ? 2 * values : values;
    if (used > near) cost += cost / 16 * ((used < 4 * near ? used : 4 * near) - near) / near;
    return weights > near ? cost + weights * (training ? 8 : 2) : cost;
  }
  constexpr long stored_vectors(int k) const { return lies_along_outputs(k) ? in[k] * units(out[k]) : out[k] * units(in[k]); }
  constexpr long along(long rows, int from, int to) const { return from * in_flight(rows * units(to), 4); }
  constexpr long turned(long rows, int from, int to) const {
    const Across a = across(from, to, lanes);
    const long lying = rows * a.as_it_lies, turning = a.turning + along(rows, from, to);
    return lying < turning ? lying : turning;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
