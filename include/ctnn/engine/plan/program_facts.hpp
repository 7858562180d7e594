// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/stage_plans.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Steps of a program for so many stages: forward, the loss, and back to the lowest that anything is wanted of.
constexpr int step_count(Goal goal, int stages, int lowest) {
  return goal == Goal::output ? stages : goal == Goal::loss ? stages + 1 : 2 * stages + 1 - lowest;
}

// Programs whose steps can stand where they are called.
template <class G>
inline constexpr bool can_stand_inline = G::size <= 4 && !G::any_pointwise && !G::any_joins;

// What is known of a program before it runs.
template <class G, class Loss, class Layout, Goal goal, class Values>
class ProgramFacts {
  using T = typename Layout::element;
  static constexpr int n = G::size, steps = step_count(goal, n, lowest<G>(goal));
  template <int K>
  using plan = engine::plan_at<G, Loss, goal, K>;

  template <int K>
  static constexpr int statistics_count() {
    if constexpr (K == n ? goal != Goal::output : G::pointwise[K]) return plan<K>::statistics;
    else return 0;
  }
  template <int... K>
  static constexpr Places<G> make_places(std::integer_sequence<int, K...>) {
    constexpr bool keeps_z[Bound(n + 1)] = {engine::keeps_z<typename G::template stage<K>>..., false};
    constexpr int statistics[Bound(n + 1)] = {statistics_count<K>()..., statistics_count<n>()};
    constexpr LayoutNumbers layout{Layout::lanes_are_samples, Layout::L, Layout::block, simd::native_lanes<T>};
    return Places<G>::make(layout, goal, cache_line<T>, Values::parameter_table.first, Values::buffer_table.first,
                           keeps_z, statistics);
  }
  template <int... S>
  static constexpr bool waiting(std::integer_sequence<int, S...>) {
    if constexpr (G::any_pointwise) return ((engine::Waits<G, Loss, goal, S>::levels > 0) || ...);
    else if constexpr (steps > n) return engine::Waits<G, Loss, goal, n>::levels > 0;
    else return false;
  }
  template <int... K>
  static constexpr bool all_stored(std::integer_sequence<int, K...>) {
    return ((stored_by<K>() == (G::learns(K) ? parameters_of(G::leaf[K]) : 0)) && ...);
  }
  static constexpr int parameters_of(int leaf) {  // a shortcut's own stage has no layer, but the number of the next
    const auto& first = Values::parameter_table.first;
    return leaf < Values::leaf_size ? first[leaf + 1] - first[leaf] : 0;
  }
  template <int K>
  static constexpr int stored_by() {
    if constexpr (G::pointwise[K]) return plan<K>::facts.gradients;
    else return !G::learns(K) ? 0 : G::bias[K] < 0 ? 1 : 2;
  }

 public:
  // How many numbers a parameter's row has.
  static constexpr int parameter_width(int parameter) { return Values::parameter_table.rows[parameter].width; }
  static constexpr int buffer_width(int buffer) { return Values::buffer_table.rows[buffer].width; }
  static constexpr Places<G> places = make_places(std::make_integer_sequence<int, n>{});
  // Does any step wait for a reduction over the batch? Contractions do not.
  static constexpr bool any_waits = waiting(std::make_integer_sequence<int, steps>{});
  // Few steps: the compiler sees each with its numbers. More, or some that wait: they are called from a table, so that
  // code does not grow with depth.
  static constexpr bool unrolled = n <= 4 && !any_waits;
  // Is there a gradient for every parameter that learns? (A formula need not mention all that its layer has.)
  static constexpr bool stores_all() { return all_stored(std::make_integer_sequence<int, n>{}); }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
