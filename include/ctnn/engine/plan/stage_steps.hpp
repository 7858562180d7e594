// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/stage_plans.hpp>
#include <ctnn/engine/plan/steps.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The steps of a stage as types, and their kernels. A contraction's depend on its shape, formula and neighbours only,
// so that equal stages share them.
struct NoStep {
  static constexpr void run(const auto&, const StageInfo&, const auto&) {}
};

// S: the stage's formula, of a contraction of In features to Out. Before: that of the stage before, which is handed the
// adjoint of the input, at which so many shortcuts begin; void if the input is the network's own. Goes on: is that
// adjoint wanted?
template <class Layout, Goal goal, class Rule, bool InPlace, bool ToRows, class S, int In, int Out, class Before,
          bool GoesOn, int Shortcuts>
struct ContractionSteps {
  static constexpr auto forward_steps = engine::ContractionFormulas<S>::forward;
  using Kernel = typename Layout::kernel;
  using W = Parameter<typename Layout::element, Out, In>;
  using Sink = ctnn::internals::Sink<typename Layout::vector, Rule>;
  static constexpr bool samples = Layout::lanes_are_samples, along_outputs = W::along_outputs;
  static constexpr int row = !samples ? (InPlace ? In : row_stride(In, Layout::L)) : along_outputs ? 1 : W::stride;
  static constexpr int row_back = !samples ? row_stride(Out, Layout::L) : along_outputs ? W::stride : 1;
  static constexpr bool learns = goal == Goal::gradient, goes_on = GoesOn;
  static constexpr bool keeps_z = goes_back(goal) && engine::keeps_z<S>, has_bias = engine::summary<S>.bias >= 0;
  using Handed = Backward<Shortcuts, engine::handover_to<Before>>;
  static constexpr bool updates_going_back =
      !samples && Layout::block == 1 && along_outputs && Rule::results > 0 && goes_on;
  template <bool Wanted, class Step>
  using step = std::conditional_t<Wanted, Step, NoStep>;

  using forward = ContractForward<Kernel>;
  using back =
      std::conditional_t<updates_going_back, BackWithUpdate<Kernel, Handed, Rule>, step<goes_on, ContractBack<Kernel>>>;
  using back_unsummed = back;
  using weight_gradient = step<learns && !updates_going_back, AddGradient<Kernel, Rule, false>>;
  using bias_gradient = step<learns && has_bias, AddGradient<Kernel, Rule, true>>;

  static constexpr auto make_kernels() {
    const contract_kernels<Layout, Forward<forward_steps, keeps_z, ToRows && Out % Layout::L != 0>, In, Out,
                           !along_outputs, row>
        forward;
    auto back = [] {
      if constexpr (!goes_on || updates_going_back) return NoKernel{};
      else return contract_kernels<Layout, Handed, Out, In, along_outputs, row_back>{};
    }();
    auto weight = [] {
      if constexpr (std::is_same_v<weight_gradient, NoStep>) return NoKernel{};
      else return weight_kernels < Layout, Sink, along_outputs ? In : Out, along_outputs ? Out : In > {};
    }();
    auto bias = [] {
      if constexpr (std::is_same_v<bias_gradient, NoStep>) return NoKernel{};
      else return bias_kernels<Layout, Sink, Out>{};
    }();
    return StageKernels<decltype(forward), decltype(back), decltype(weight), decltype(bias)>{};
  }
  using kernels = decltype(make_kernels());
};
template <class G, class Loss, class Layout, Goal goal, int K>
struct PointwiseSteps {
  using Plan = engine::plan_at<G, Loss, goal, K>;
  using Kernel = typename Layout::kernel;
  using forward = PlannedPass<Kernel, Plan, engine::forward_pass, false>;
  // Back through a stage or the loss. The last sweep also adds up what nothing waits for.
  template <int P>
  static constexpr auto pick_back() {
    if constexpr (Plan::data.pass[P].writes + Plan::data.pass[P].adds == 0) return NoStep{};
    else return PlannedPass<Kernel, Plan, P, true>{};
  }
  using back = decltype(pick_back<Plan::facts.back_pass>());
  using back_unsummed = decltype(pick_back<Plan::facts.back_unsummed>());
  using weight_gradient = NoStep;
  using bias_gradient = NoStep;
  using kernels = StageKernels<NoKernel, NoKernel, NoKernel, NoKernel>;
};

template <class G, class Loss, class Layout, Goal goal, class Rule, int K>
constexpr auto steps_of() {
  if constexpr (K == G::size || G::pointwise[K]) return PointwiseSteps<G, Loss, Layout, goal, K>{};
  else {
    constexpr LayoutNumbers numbers{Layout::lanes_are_samples, Layout::L, 0,
                                    simd::native_lanes<typename Layout::element>};
    constexpr bool in_place = K == 0 && Places<G>::in_place(numbers, goal),
                   to_rows = K + 1 == G::size && Places<G>::out_in_place(numbers, goal);
    return ContractionSteps<Layout, stage_goal<G>(goal, K), Rule, in_place, to_rows, typename G::template stage<K>,
                            G::width[K], G::width[K + 1], engine::stage_before<G, K>, wants_adjoint<G>(goal, K),
                            G::shortcuts(K)>{};
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
