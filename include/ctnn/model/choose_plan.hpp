// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/composition.hpp>
#include <ctnn/engine/plan.hpp>
#include <ctnn/engine/program.hpp>

namespace ctnn::inline CTNN_TARGET {

// How many bytes of scratch a call may put on the stack.
inline constexpr long stack_budget = 60 * 1024;

namespace detail {

// A graph as numbers: its contractions for the cost model, and what decides about scratch memory.
template <class G>
struct Shapes {
  int in[G::size + 1] = {}, out[G::size + 1] = {}, formula[G::size + 1] = {}, count = 0;

  static constexpr Shapes make() {
    Shapes s{};
    for (int k = 0; k < G::size; ++k)
      if (!G::pointwise[k]) s.in[s.count] = G::width[k], s.out[s.count] = G::width[k + 1], s.formula[s.count] = G::cost[k], ++s.count;
    return s;
  }
};
template <class G>
inline constexpr Shapes<G> shapes = Shapes<G>::make();

// An upper bound of a program's scratch memory in elements: so many for each sample of a block, and so many besides.
struct ScratchBound {
  long a_sample, besides;
  constexpr long elements(int block) const { return a_sample * block + besides; }
};
template <class G, class T>
constexpr ScratchBound scratch_bound(bool lanes_are_samples, Goal goal) {
  const bool training = goes_back(goal), losing = goal != Goal::output;
  constexpr int L = simd::native_lanes<T>, granule = 64 / int(sizeof(T));
  auto room = [&](int width) { return long(lanes_are_samples ? width : row_stride(width, L)); };
  const bool in_place = Places<G>::in_place({lanes_are_samples, L, 0, L}, training ? Goal::input_gradient : goal);
  long all = 0, widest[2] = {}, packed = 0, statistics = 0;
  for (int k = 0; k <= G::size; ++k) {
    const long w = room(G::width[k]), next = k < G::size ? room(G::width[k + 1]) : 0;
    const bool keeps_all = training || G::any_joins;
    if (keeps_all) all += (k == 0 && in_place ? 0 : w) + (training ? next * (1 + G::joins[k]) : 0);   // a value, what its contraction gave, adjoints that wait
    if ((training || k > 0 || !in_place) && w > widest[k % 2]) widest[k % 2] = w;
    // reductions over the batch: at most eight a stage that has any
    if (k < G::size ? G::pointwise[k] : losing) statistics += 8 * (G::width[k] * long(lanes_are_samples ? L : 1) + G::width[k] + 3L * granule);
    if (lanes_are_samples || k == G::size || G::pointwise[k]) continue;
    const bool along_outputs = lies_along_outputs(G::width[k + 1], G::width[k], L);
    const long turned = along_outputs ? G::width[k + 1] * w : G::width[k] * next;
    if ((training || !along_outputs) && turned > packed) packed = turned;
  }
  return {all + widest[0] + widest[1] + (losing ? room(G::out) + 1 : 0), packed + statistics + 5L * granule * (G::size + 3)};
}

// Is the work of so many samples so little that calls of kernels are a good part of it?
template <class G>
constexpr bool small_enough_to_inline(int samples) {
  long products = 0;
  for (int k = 0; k < shapes<G>.count; ++k) products += long(shapes<G>.in[k]) * shapes<G>.out[k];
  return G::size <= 4 && !G::any_pointwise && !G::any_joins && products * (samples < 64 ? samples : 64) <= 20000;
}

}  // namespace detail

// The plan for so many samples (dynamic: as for 64) within a budget of bytes.
template <class G, class T>
constexpr Plan choose_plan(int samples, Goal goal, long budget) {
  const bool training = goes_back(goal);
  constexpr int L = simd::native_lanes<T>;
  constexpr const auto& s = detail::shapes<G>;
  const int count = samples == dynamic ? 64 : samples < 1 ? 1 : samples;
  const bool inlined = samples != dynamic && detail::small_enough_to_inline<G>(count);
  const CostModel model{L, s.count, s.in, s.out, s.formula, training, G::in, G::out, inlined};
  Plan best{true, L, false};
  long least = 1L << 62;
  auto consider = [&](Plan plan, const detail::ScratchBound& bound, long cost) {
    if (bound.elements(plan.block) * long(sizeof(T)) <= budget && cost < least) best = plan, least = cost;
  };
  const detail::ScratchBound by_samples = detail::scratch_bound<G, T>(true, goal), by_features = detail::scratch_bound<G, T>(false, goal);
  // For a number that only run time knows, lanes that are samples have to be a third better: one program with lanes that are features
  // serves few samples too, where the other would need a second one.
  for (int columns = 4; columns >= 1; columns /= 2) {
    const long cost = model.lanes_are_samples(count, columns);
    consider({true, L * columns, false}, by_samples, samples == dynamic ? cost + cost / 3 : cost);
  }
  // What fits, and parts of it: in blocks of equal size but for a multiple of the usual tile's rows.
  const long fits = (budget / long(sizeof(T)) - by_features.besides) / (by_features.a_sample > 0 ? by_features.a_sample : 1);
  for (int most = fits > 128 ? 128 : fits < 1 ? 1 : int(fits); most >= 1; most /= 2) {
    const int blocks = (count + most - 1) / most, equal = samples == dynamic ? most : (count + blocks - 1) / blocks;
    const int whole = (equal + 3) / 4 * 4, block = blocks == 1 && samples != dynamic ? equal : whole <= most ? whole : most >= 12 ? most / 4 * 4 : equal;
    consider({false, block, samples != dynamic && count % block == 0}, by_features, model.lanes_are_features(count, block));
  }
  // What is inlined works on the stack, whatever it is lent.
  best.inlined = inlined && (best.lanes_are_samples ? by_samples : by_features).elements(best.block) * long(sizeof(T)) <= stack_budget;
  return best;
}

// What a Workspace or a Trainer holds, in elements: enough for the plans that would be chosen without a limit, for a number of samples that run
// time knows, for 64, and for more.
template <class G, class T>
inline constexpr long owned_scratch = [] {
  long most = detail::scratch_bound<G, T>(false, Goal::gradient).elements(1);
  for (int samples : {dynamic, 64, 1024}) {
    const Plan p = choose_plan<G, T>(samples, Goal::gradient, 1L << 60);
    const long roomy = detail::scratch_bound<G, T>(p.lanes_are_samples, Goal::gradient).elements(p.block);
    if (roomy > most) most = roomy;
  }
  return most;
}();
template <int In, int Out, class T>
inline constexpr long owned_scratch<FaultyGraph<In, Out>, T> = 1;

}  // namespace ctnn::inline CTNN_TARGET
