// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/places.hpp>
#include <ctnn/engine/stages/stage_plan.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The stages of a network in their places, with what their neighbours have to do with it.

namespace detail {

template <class G, int K>
struct before {
  using type = typename G::template stage<K - 1>;
};
template <class G>
struct before<G, 0> {
  using type = void;
};
template <class S>
constexpr auto choose_handover() {
  if constexpr (std::is_void_v<S>) return no_handover;
  else if constexpr (!summary<S>.contracts) return no_handover;
  else return ContractionFormulas<S>::handover;
}

}  // namespace detail

template <class G, int K>
using stage_before = typename detail::before<G, K>::type;
// By which steps the adjoint of a value reaches the stage that computed it.
template <class S>
inline constexpr auto handover_to = detail::choose_handover<S>();
// Does a stage that contracts need what its contraction gave on the way back?
template <class S>
inline constexpr bool keeps_z = summary<S>.contracts ? loads(handover_to<S>, cells::z) : false;

// Instead of a loss where none is wanted.
struct NoFormula {
  static constexpr bool is_loss = true;
  static constexpr Traced trace(Formulary& g, Role) {
    Traced t;
    t.input = t.opening = g.cell(cells::x).id, t.formula = g.constant(0);
    return t;
  }
};

namespace detail {

template <class G, class Loss, int K, bool IsLoss = K == G::size>
struct formula_at {
  using type = typename G::template stage<K>;
};
template <class G, class Loss, int K>
struct formula_at<G, Loss, K, true> {
  using type = Loss;
};

}  // namespace detail

// The plan of what stands in position K of a network: a stage without a contraction, or behind the last the loss.
template <class G, class Loss, Goal goal, int K>
using plan_at = StagePlan<typename detail::formula_at<G, Loss, K>::type, stage_before<G, K>, G::shortcuts(K),
                          wants_adjoint<G>(goal, K), stage_goal<G>(goal, K) == Goal::gradient>;

// The sweeps that a step of a program has to wait for: one for each level of reductions over the batch.
template <class G, class Loss, Goal goal, int Step>
struct Waits {
  static constexpr int n = G::size, position = Step <= n ? Step : 2 * n - Step;
  static constexpr Phase phase = Step < n ? forward_phase : back_phase;
  static constexpr int make_levels() {
    if constexpr (position < n && !G::pointwise[position]) return 0;
    else return plan_at<G, Loss, goal, position>::facts.levels[phase];
  }
  static constexpr int levels = make_levels();
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
