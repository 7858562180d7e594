// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/engine/kernels/tile.hpp>
#include <ctnn/engine/memory/layout.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// How a program runs: which way its lanes lie and how many samples a block has. `full`: every block has exactly so
// many; `inlined`: kernels stand where they are called.
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
requires(!P.lanes_are_samples) struct layout_of<P, V> {
  using type = FeatureLanes<V, P.block, P.full, P.inlined>;
};

// A contraction as the cost model sees it, and how many equal ones follow one another. What is derived from its shape
// is derived once.
struct PlannedLayer {
  long in, out, formula;  // the formula after it: what that takes for a vector of lanes (graph/op.hpp)
  bool along_outputs;
  long units_in, units_out, stored;  // vectors of its input, its result and its weight
  Across lying;                      // on the way on which the weight lies across
  long times;
  // Features that tiles of one, two or four columns compute, where its input's or its result's are wanted: more, where
  // tiles are small.
  long covers_in[3], covers_out[3];

  static constexpr PlannedLayer make(int in, int out, int formula, int lanes, int times = 1) {
    const bool along = lies_along_outputs(out, in, lanes);
    const long units_in = (in + lanes - 1) / lanes, units_out = (out + lanes - 1) / lanes;
    PlannedLayer l{in,
                   out,
                   formula,
                   along,
                   units_in,
                   units_out,
                   along ? in * units_out : out * units_in,
                   along ? across(out, in, lanes) : across(in, out, lanes),
                   times,
                   {},
                   {}};
    for (int k = 0; k < 3; ++k)
      l.covers_in[k] = covered(in, 1 << k, lanes), l.covers_out[k] = covered(out, 1 << k, lanes);
    return l;
  }

 private:
  static constexpr long covered(int wanted, int columns, int lanes) {
    if (lanes > 4) return wanted;
    const int tile = best_tile<simd::vec<float, 4>>(wanted, columns).rows;
    return (wanted + tile - 1) / tile * tile;
  }
};

// The cost model: vector multiply-adds, or what takes as long, for a network of contractions in `count` runs of equal
// ones, the first by itself, trained on so many samples (or only evaluated). Tests read these numbers; the plan is the
// least of them.
struct CostModel {
  int lanes, count;
  const PlannedLayer* layers;
  bool training;
  int first, last;  // features of the network's input and result
  bool inlined = false;

  constexpr long units(int width) const { return (width + lanes - 1) / lanes; }
  static constexpr long most(long a, long b) { return a > b ? a : b; }

  constexpr long weights() const {  // in vectors
    long all = 0;
    for (int k = 0; k < count; ++k) all += layers[k].times * layers[k].stored;
    return all;
  }
  constexpr long call() const { return inlined ? 10 : 40; }  // of a kernel
  static constexpr long update = 6, loss = 10;               // of a vector: stored or updated, compared with a target

  // A multiply-add waits for the one before it in the same accumulator.
  static constexpr long in_flight(long accumulators, long least) { return most(accumulators, least); }

  // All samples in blocks, the last of which may be smaller.
  static constexpr long in_blocks(int samples, int block, auto cost) {
    return samples / block * cost(block) + (samples % block > 0 ? cost(samples % block) : 0);
  }
  // Samples and targets are transposed, but for rows of one feature, which are copied as they are.
  constexpr long copied(int width, int columns) const {
    return width == 1 ? columns : long(width) * lanes * columns / 2;
  }
  constexpr long lanes_are_samples(int samples, int columns) const {
    const long blocks = (samples + lanes * columns - 1) / (lanes * columns);
    long cost = copied(first, columns) + copied(last, columns) + (training ? loss * columns * last : 0), values = 0;
    for (int k = 0; k < count; ++k) {
      const PlannedLayer& l = layers[k];
      long products = l.in * in_flight(l.covers_out[columns / 2] * columns, 6),
           more = call() + columns * l.out * l.formula;
      values = kept(values, columns * (l.in + l.out), l.times);
      if (training) {
        if (k > 0)
          products += l.out * in_flight(l.covers_in[columns / 2] * columns, 6), more += call() + columns * l.in * 4;
        // products, and the lanes of each added up: 3 shuffles or adds for each of them, half of them beside the
        // multiply-adds (fewer of 512 bits)
        more += l.in * l.out * columns + l.stored * (lanes * (lanes > 8 ? 9 : 7) / 4 + update) + call();
      }
      cost += l.times * (more + (columns == 1 ? products + products / 4
                                              : products + products / 16));  // a tile of one column waits for its loads
    }
    return from_afar(cost, values) * blocks;
  }
  constexpr long lanes_are_features(int samples, int block) const {
    return in_blocks(samples, block, [&](long rows) {
      const bool in_place = first % lanes == 0 || (count > 0 && layers[0].along_outputs);
      long cost = (in_place ? 0 : rows * units(first) * 2) + rows * units(last) * (training ? 2 + loss : 2), values = 0;
      for (int k = 0; k < count; ++k) {
        const PlannedLayer& l = layers[k];
        long more = rows * l.units_out * l.formula + call(),
             products = l.along_outputs ? along(rows, l.in, l.units_out) : turned(rows, l.in, l.units_out, l);
        values = kept(values, (k == 0 && in_place ? 0 : rows * l.units_in) + rows * l.units_out, l.times);
        if (training) {
          if (k > 0) {
            products += l.along_outputs ? turned(rows, l.out, l.units_in, l) : along(rows, l.out, l.units_in);
            more += call() + rows * l.units_in * 4;
          }
          products += l.stored * rows, more += l.stored * update + call();
        }
        // AVX's sixteen registers make small tiles, which wait for loads.
        cost += l.times * (more + products + products / (lanes == 8 ? 6 : large_tiles() && l.units_out > 1 ? 20 : 9));
      }
      return from_afar(cost, values);
    });
  }

 private:
  static constexpr long nearby = 512;  // vectors in the nearest cache
  // Tiles of 24 registers and more load so little for what they multiply that it may come from further away. (Gradients
  // have others.)
  constexpr bool large_tiles() const { return lanes > 8 && !training; }

  // Vectors in use: all values wait for the way back, or one layer's at a time.
  constexpr long kept(long before, long values, long times) const {
    return training ? before + times * values : most(before, values);
  }
  // What does not stay there: weights are read anew for each block, values (so many vectors) make room for those of
  // other layers.
  constexpr long from_afar(long cost, long values) const {
    const long weights = this->weights(), used = training ? 2 * values : values;
    if (!large_tiles() && used > nearby)
      cost += cost / 16 * ((used < 4 * nearby ? used : 4 * nearby) - nearby) / nearby;
    return weights > nearby ? cost + weights * (training ? 8 : 2) : cost;
  }
  static constexpr long along(long rows, long from, long units_to) { return from * in_flight(rows * units_to, 4); }
  static constexpr long turned(long rows, long from, long units_to, const PlannedLayer& l) {
    const long lying = rows * l.lying.as_it_lies, turning = l.lying.turning + along(rows, from, units_to);
    return lying < turning ? lying : turning;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
