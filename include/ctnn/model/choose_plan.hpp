// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/plan.hpp>
#include <ctnn/engine/plan/program.hpp>
#include <ctnn/model/execute_shaped.hpp>
#include <ctnn/nets/composition.hpp>
#include <limits>

namespace ctnn::inline CTNN_TARGET::internals::model {

// A graph as numbers: its contractions, for the cost model.
template <class G, class T>
struct Shapes {
  PlannedLayer layers[G::size + 1] = {};
  int count = 0;
  long products = 0;

  static constexpr Shapes make() {
    Shapes s{};
    int before = -1;  // the contraction before
    for (int k = 0; k < G::size; ++k) {
      if (G::pointwise[k]) continue;
      s.products += long(G::width[k]) * G::width[k + 1];
      if (s.count > 1 && G::width[before] == G::width[k] && G::width[before + 1] == G::width[k + 1] &&
          G::cost[before] == G::cost[k])
        ++s.layers[s.count - 1].times;
      else s.layers[s.count++] = PlannedLayer::make(G::width[k], G::width[k + 1], G::cost[k], simd::native_lanes<T>);
      before = k;
    }
    return s;
  }
};
template <class G, class T>
inline constexpr Shapes<G, T> shapes = Shapes<G, T>::make();

// What a program's scratch memory hangs on, in elements a sample: all values but the first, all that wait for the way
// back, the widest of every other value; and, however many samples: a weight's packed copy, for blocks of one sample
// and for larger ones, on the way forward and both ways; reductions over the batch, of stages and of the loss.
struct ScratchFacts {
  long first = 0, values = 0, waiting = 0, widest[2] = {}, packed[2] = {}, packed_back[2] = {}, statistics = 0,
       loss_statistics = 0;
};
template <class G, class T, bool LanesAreSamples>
constexpr ScratchFacts make_scratch_facts() {
  constexpr int L = simd::native_lanes<T>, granule = cache_line<T>;
  ScratchFacts f{};
  long w = LanesAreSamples ? G::width[0] : row_stride(G::width[0], L);
  for (int k = 0; k <= G::size; ++k) {
    const bool kept = k >= G::lowest || G::any_joins;
    if (k == 0) f.first = kept ? w : 0;
    else f.values += kept ? w : 0;
    if (k > 0 || !kept) f.widest[k % 2] = w > f.widest[k % 2] ? w : f.widest[k % 2];
    const long sums = 8 * (G::width[k] * long(LanesAreSamples ? L : 1) + G::width[k] +
                           3L * granule);  // at most eight a stage that has any
    if (k == G::size) {
      f.loss_statistics = sums;
      break;
    }
    const long next = LanesAreSamples ? G::width[k + 1] : row_stride(G::width[k + 1], L);
    if (k >= G::lowest) f.waiting += next * (1 + G::joins[k]);
    if (G::pointwise[k]) f.statistics += sums;
    else if (!LanesAreSamples) {
      const bool along_outputs = lies_along_outputs(G::width[k + 1], G::width[k], L);
      const int from = G::width[along_outputs ? k + 1 : k], to = G::width[along_outputs ? k : k + 1];
      const long turned = from * (along_outputs ? w : next), up_to = across(from, to, L).lies_up_to();
      for (int many = up_to < 1             ? 0
                      : up_to < Across::any ? 1
                                            : 2;
           many < 2; ++many) {  // blocks of one sample, and of many
        if (turned > f.packed_back[many]) f.packed_back[many] = turned;
        if (!along_outputs && turned > f.packed[many]) f.packed[many] = turned;
      }
    }
    w = next;
  }
  return f;
}
template <class G, class T, bool LanesAreSamples>
inline constexpr ScratchFacts scratch_facts = make_scratch_facts<G, T, LanesAreSamples>();

// An upper bound of a program's scratch memory in elements: so many for each sample of a block, and so many besides (in
// blocks of one: the first).
struct ScratchBound {
  long a_sample, besides[2];
  constexpr long elements(int block) const { return a_sample * block + besides[block > 1]; }
};
template <class G, class T>
constexpr ScratchBound scratch_bound(bool lanes_are_samples, Goal goal) {
  constexpr int L = simd::native_lanes<T>, granule = cache_line<T>;
  const ScratchFacts& f = lanes_are_samples ? scratch_facts<G, T, true> : scratch_facts<G, T, false>;
  const bool training = goes_back(goal), losing = goal != Goal::output;
  const bool in_place = Places<G>::in_place({lanes_are_samples, L, 0, L}, training ? Goal::input_gradient : goal);
  const long all = training || G::any_joins ? (in_place ? 0 : f.first) + f.values + (training ? f.waiting : 0) : 0;
  const long even = (training || !in_place) && f.first > f.widest[0] ? f.first : f.widest[0];
  const long target = losing ? (lanes_are_samples ? G::out : row_stride(G::out, L)) + 1 : 0;
  const long besides = f.statistics + (losing ? f.loss_statistics : 0) + 5L * granule * (G::size + 3);
  const auto& packed = training ? f.packed_back : f.packed;
  return {all + even + f.widest[1] + target, {packed[0] + besides, packed[1] + besides}};
}

// Is the work of so many samples so little that what compilers make of its constants, and of no calls, is a good part
// of it?
template <class G, class T>
constexpr bool small_enough_to_inline(int samples) {
  return can_stand_inline<G> && shapes<G, T>.products * (samples < 64 ? samples : 64) <= 100000;
}

// The plan for so many samples (dynamic: as for 64) within a budget of bytes.
template <class G, class T>
constexpr Plan choose_plan(int samples, Goal goal, long budget) {
  const bool training = goes_back(goal);
  constexpr int L = simd::native_lanes<T>;
  constexpr const auto& s = shapes<G, T>;
  const int count = samples == dynamic ? 64 : samples < 1 ? 1 : samples;
  const ScratchBound by_samples = scratch_bound<G, T>(true, goal), by_features = scratch_bound<G, T>(false, goal);
  const bool is_small = small_enough_to_inline<G, T>(count);
  if (is_small && budget < stack_budget)
    budget = stack_budget;  // what is inlined works on the stack, whatever it is lent
  const CostModel model{L, s.count, s.layers, training, G::in, G::out, is_small};
  Plan best{true, L, false};
  long least = (std::numeric_limits<long>::max)();
  auto consider = [&](bool lanes_are_samples, int block, bool full, const ScratchBound& bound, long cost) {
    const long bytes = bound.elements(block) * long(sizeof(T));
    if (bytes <= budget && cost < least)
      best = {lanes_are_samples, block, full, is_small && bytes <= stack_budget}, least = cost;
  };
  // For a number that only run time knows, lanes that are samples have to be a third better: one program with lanes
  // that are features serves few samples too, where the other would need a second one.
  for (int columns = 4; columns >= 1; columns /= 2) {
    const long cost = model.lanes_are_samples(count, columns);
    consider(true, L * columns, false, by_samples, samples == dynamic ? cost + cost / 3 : cost);
  }
  // What fits, and parts of it: in blocks of equal size but for a multiple of the usual tile's rows. Of small networks
  // 64 samples or 32, which often make full blocks, where they fit the stack.
  const bool on_the_stack = is_small && by_features.elements(count < 32 ? count : 32) * long(sizeof(T)) <= stack_budget;
  const long room = on_the_stack ? stack_budget : budget, fits = (room / long(sizeof(T)) - by_features.besides[1]) /
                                                                 (by_features.a_sample > 0 ? by_features.a_sample : 1);
  const int largest = model.weights() > (1 << 20) / (L * int(sizeof(T)))
                          ? 256
                          : 128;  // weights that are larger than a second cache are read anew for each block
  int most = on_the_stack && count >= 32 ? (fits >= 64 ? 64 : 32) : fits > largest ? largest : fits < 1 ? 1 : int(fits);
  while (samples != dynamic && most / 2 >= count) most /= 2;  // all samples in one block
  for (; most >= 1; most /= 2) {
    const int blocks = (count + most - 1) / most, equal = samples == dynamic ? most : (count + blocks - 1) / blocks;
    const int whole = (equal + 3) / 4 * 4, block = blocks == 1 && samples != dynamic ? equal
                                                   : whole <= most                   ? whole
                                                   : most >= 12                      ? most / 4 * 4
                                                                                     : equal;
    const long cost = model.lanes_are_features(count, block);
    consider(false, block, samples != dynamic && count % block == 0, by_features, cost);
    if (cost - least > least / 4) break;  // what smaller blocks save in memory is less than that
  }
  return best;
}

// Beside a plan whose lanes are samples, for a number that only run time knows: the plan for as few as are served
// sooner by lanes that are features, within a budget of bytes; or the same plan. (A row by itself takes up to half as
// long again as the model says.)
template <class G, class T>
constexpr Plan plan_for_few(Plan many, Goal goal, long budget) {
  constexpr int L = simd::native_lanes<T>;
  constexpr const auto& s = shapes<G, T>;
  const CostModel model{L, s.count, s.layers, goes_back(goal), G::in, G::out, many.inlined};
  const ScratchBound bound = scratch_bound<G, T>(false, goal);
  if (many.inlined) budget = stack_budget;
  const long cost = model.lanes_are_samples(many.block, many.block / L);
  for (int few = many.block - 1; few >= 1; --few)
    if (bound.elements(few) * long(sizeof(T)) <= budget && model.lanes_are_features(few, few) * 3 / 2 <= cost)
      return {false, few, false, many.inlined};
  return many;
}

// What a Workspace or a Trainer holds, in elements: enough for the plans that would be chosen without a limit, for a
// number of samples that run time knows, for 64, and for more. (What is inlined needs none.)
template <class G, class T>
constexpr long make_owned_scratch() {
  long most = scratch_bound<G, T>(false, Goal::gradient).elements(1);
  for (int samples : {dynamic, 64, 1024}) {
    const Plan p = choose_plan<G, T>(samples, Goal::gradient, (std::numeric_limits<long>::max)());
    if (p.inlined) continue;
    const long roomy = scratch_bound<G, T>(p.lanes_are_samples, Goal::gradient).elements(p.block);
    if (roomy > most) most = roomy;
  }
  return most;
}
template <class G, class T>
inline constexpr long owned_scratch = make_owned_scratch<G, T>();
template <int In, int Out, class T>
inline constexpr long owned_scratch<FaultyGraph<In, Out>, T> = 1;
// Of a network of values with a shape, for a loss of this type: for as many samples at a time as a register has lanes.
template <class G, class Loss, class T>
inline constexpr long owned_scratch_with = owned_scratch<G, T>;
template <class G, class Loss, class T>
requires is_shaped<G>
inline constexpr long owned_scratch_with<G, Loss, T> =
    ShapedProgram<G, Loss, Goal::gradient, T, simd::native_lanes<T>>::scratch_size;

}  // namespace ctnn::inline CTNN_TARGET::internals::model
