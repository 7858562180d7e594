// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/engine/formulas.hpp>
#include <ctnn/engine/steps.hpp>

namespace ctnn::inline CTNN_TARGET {

// The steps of a stage as types, and their kernels. A contraction's depend on its shape, formula and neighbours only,
// so that equal stages share them.
struct NoStep {
  static constexpr void run(const auto&, const StageInfo&, const auto&) {}
};

template <class Formula>
struct a_contraction_is_followed_by_parameters_make_them_a_layer_of_their_own;

// To is what the stage before is handed (Handover), of an input at which so many shortcuts begin; list<> if the input's
// adjoint is not wanted.
template <class Layout, Goal goal, class Rule, bool InPlace, bool ToRows, class Opening, class Handover, class F,
          class To, int Shortcuts>
struct ContractionSteps;
template <class Layout, Goal goal, class Rule, bool InPlace, bool ToRows, int In, int Out, int WeightNumber,
          int BiasNumber, class Handover, class F, class... To, int Shortcuts>
struct ContractionSteps<Layout, goal, Rule, InPlace, ToRows, Affine<In, Out, WeightNumber, BiasNumber>, Handover, F,
                        list<To...>, Shortcuts> {
  static_assert(sizeof(check<!(mentions<F, symbols::Vector<0>> || mentions<F, symbols::Vector<1>> ||
                               mentions<F, symbols::Vector<2>>),
                             a_contraction_is_followed_by_parameters_make_them_a_layer_of_their_own<F>>) > 0);
  using Kernel = typename Layout::kernel;
  using W = Parameter<typename Layout::element, Out, In>;
  using Sink = ctnn::Sink<typename Layout::vector, Rule>;
  static constexpr bool samples = Layout::lanes_are_samples, along_outputs = W::along_outputs;
  static constexpr int row = !samples ? (InPlace ? In : row_stride(In, Layout::L)) : along_outputs ? 1 : W::stride;
  static constexpr int row_back = !samples ? row_stride(Out, Layout::L) : along_outputs ? W::stride : 1;
  static constexpr bool learns = goal == Goal::gradient, goes_on = sizeof...(To) > 0;
  static constexpr bool updates_going_back =
      !samples && Layout::block == 1 && along_outputs && Rule::results > 0 && goes_on;
  template <bool Wanted, class Step>
  using step = std::conditional_t<Wanted, Step, NoStep>;

  using forward = ContractForward<Kernel>;
  using back = std::conditional_t<updates_going_back, BackWithUpdate<Kernel, Backward<Shortcuts, To...>, Rule>,
                                  step<goes_on, ContractBack<Kernel>>>;
  using back_unsummed = back;
  using weight_gradient = step<learns && !updates_going_back, AddGradient<Kernel, Rule, false>>;
  using bias_gradient = step<learns && (BiasNumber >= 0), AddGradient<Kernel, Rule, true>>;

  static constexpr auto make_kernels() {
    const contract_kernels<Layout, Forward<F, goes_back(goal) && Handover::keeps_z, ToRows && Out % Layout::L != 0>, In,
                           Out, !along_outputs, row>
        forward;
    auto back = [] {
      if constexpr (!goes_on || updates_going_back) return NoKernel{};
      else return contract_kernels<Layout, Backward<Shortcuts, To...>, Out, In, along_outputs, row_back>{};
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
  using F = Formulas<G, Loss, goal, K>;
  using Kernel = typename Layout::kernel;
  using forward = FormulaPass<Kernel, F, false, list<typename F::formula>, list<>>;
  // Back through a stage or the loss. The last sweep also adds up what nothing waits for.
  template <bool Last>
  static constexpr auto pick_back() {
    using Sums = std::conditional_t<Last, typename AddedOnTheWay<G, Loss, goal, K>::type, list<>>;
    if constexpr (length<typename F::backward> + length<Sums> == 0) return NoStep{};
    else return FormulaPass<Kernel, F, true, typename F::backward, Sums>{};
  }
  using back = decltype(pick_back<true>());
  using back_unsummed = decltype(pick_back<false>());
  using weight_gradient = NoStep;
  using bias_gradient = NoStep;
  using kernels = StageKernels<NoKernel, NoKernel, NoKernel, NoKernel>;
};

template <class G, class Loss, class Layout, Goal goal, class Rule, int K>
constexpr auto steps_of() {
  if constexpr (K == G::size || G::pointwise[K]) return PointwiseSteps<G, Loss, Layout, goal, K>{};
  else {
    using S = typename G::template stage<K>;
    constexpr bool wanted = goes_back(goal) && (K > 0 || goal == Goal::input_gradient);
    using To = typename std::conditional_t<wanted, detail::handover_to<G, K>, std::type_identity<list<>>>::type;
    constexpr LayoutNumbers numbers{Layout::lanes_are_samples, Layout::L, 0,
                                    simd::native_lanes<typename Layout::element>};
    constexpr bool in_place = K == 0 && Places<G>::in_place(numbers, goal),
                   to_rows = K + 1 == G::size && Places<G>::out_in_place(numbers, goal);
    return ContractionSteps<Layout, goal, Rule, in_place, to_rows, typename S::opening, Handover<S>,
                            typename S::formula, To, G::shortcuts(K)>{};
  }
}

}  // namespace ctnn::inline CTNN_TARGET
