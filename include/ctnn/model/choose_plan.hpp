// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan.hpp>
#include <ctnn/engine/program.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

// A graph as numbers: its contractions for the cost model, and what decides about scratch memory.
template <class G>
struct Shapes {
  int in[G::size + 1] = {}, out[G::size + 1] = {}, count = 0;
  bool keeps_z[G::size + 1] = {}, joins = false;

  static constexpr Shapes make() {
    Shapes s{};
    [&]<int... K>(std::integer_sequence<int, K...>) { (s.template add<K>(), ...); }(std::make_integer_sequence<int, G::size>{});
    return s;
  }

 private:
  template <int K>
  constexpr void add() {
    using S = typename G::template stage<K>;
    if (S::contracts) in[count] = S::in, out[count] = S::out, ++count;
    keeps_z[K] = Handover<S>::keeps_z, joins = joins || S::joins > 0;
  }
};
template <class G>
inline constexpr Shapes<G> shapes = Shapes<G>::make();

// An upper bound of a program's scratch memory, in elements, for blocks of so many samples.
template <class G, class T>
constexpr long scratch_bound(bool lanes_are_samples, int block, bool training) {
  constexpr int L = simd::native_lanes<T>, granule = 64 / int(sizeof(T));
  constexpr const auto& s = shapes<G>;
  auto room = [&](int width) { return (long(lanes_are_samples ? width : row_stride(width, L)) * block + granule - 1) / granule * granule; };
  long all = room(G::in), pair = 0, packed = 0, targets = room(G::out) + block + granule;
  for (int k = 0; k < G::size; ++k) {
    const long before = room(G::width[k]), after = room(G::width[k + 1]);
    all += after + (s.keeps_z[k] ? after : 0) + G::joins[k] * after;
    if (before + after > pair) pair = before + after;
  }
  for (int k = 0; k < s.count && !lanes_are_samples; ++k) {
    const long a = long(s.in[k]) * row_stride(s.out[k], L), b = long(s.out[k]) * row_stride(s.in[k], L), size = a > b ? a : b;
    if (size > packed && (training || long(s.in[k]) * padded<T>(s.out[k]) > long(s.out[k]) * padded<T>(s.in[k]))) packed = size;
  }
  // reductions over the batch: at most eight a stage that has any, and a loss's
  long statistics = 8 * (long(room(G::out) / block + 2) * L + padded<T>(G::out));
  for (int k = 0; k < G::size; ++k)
    if (G::pointwise[k]) statistics += 8 * ((G::width[k] + 2L) * L + padded<T>(G::width[k]));
  return (training || s.joins ? all + pair : pair) + packed + targets + statistics;
}

}  // namespace detail

// How many bytes of scratch a call may put on the stack.
inline constexpr long stack_budget = 60 * 1024;

// The plan for so many samples (dynamic: as for 64) within a budget of bytes.
template <class G, class T>
constexpr Plan choose_plan(int samples, bool training, long budget) {
  constexpr int L = simd::native_lanes<T>;
  constexpr const auto& s = detail::shapes<G>;
  const CostModel model{L, s.count, s.in, s.out, training};
  const int count = samples == dynamic ? 64 : samples < 1 ? 1 : samples;
  Plan best{true, L, false};
  long least = 1L << 62;
  auto consider = [&](Plan plan, long cost) {
    const bool fits = detail::scratch_bound<G, T>(plan.lanes_are_samples, plan.block, training) * long(sizeof(T)) <= budget;
    if (fits && cost < least) best = plan, least = cost;
  };
  for (int columns = 4; columns >= 1; columns /= 2) consider({true, L * columns, false}, model.lanes_are_samples(count, columns));
  for (int most = 128; most >= 1; most /= 2) {
    const int blocks = (count + most - 1) / most, block = samples == dynamic ? most : (count + blocks - 1) / blocks;
    consider({false, block, samples != dynamic && count % block == 0}, model.lanes_are_features(count, block));
  }
  return best;
}

// What a Workspace or a Trainer holds, in elements: enough for the plan that would be chosen without a limit.
template <class G, class T>
inline constexpr long owned_scratch = [] {
  const Plan p = choose_plan<G, T>(dynamic, true, 1L << 60);
  const long roomy = detail::scratch_bound<G, T>(p.lanes_are_samples, p.block, true);
  const long least = detail::scratch_bound<G, T>(false, 1, true);
  return roomy > least ? roomy : least;
}();

}  // namespace ctnn::inline CTNN_TARGET
