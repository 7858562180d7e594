// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/engine/formulas.hpp>
#include <ctnn/engine/steps.hpp>

namespace ctnn::inline CTNN_TARGET {

// The steps of a stage as types. A contraction's depend on its shape, formula and neighbours only, so that equal stages share them.
struct NoStep {
  static constexpr void run(const auto&, const StageInfo&) {}
};

template <class Formula>
struct a_contraction_is_followed_by_parameters_make_them_a_layer_of_their_own;

// To is what the stage before is handed (Handover), of an input at which so many shortcuts begin; list<> if the input's adjoint is not wanted.
template <class Layout, Goal goal, class Rule, bool InPlace, class Opening, class Handover, class F, class To, int Shortcuts>
struct ContractionSteps;
template <class Layout, Goal goal, class Rule, bool InPlace, int In, int Out, int WeightNumber, int BiasNumber, class Handover, class F, class... To, int Shortcuts>
struct ContractionSteps<Layout, goal, Rule, InPlace, Affine<In, Out, WeightNumber, BiasNumber>, Handover, F, list<To...>, Shortcuts> {
  static_assert(sizeof(check<!(mentions<F, symbols::Vector<0>> || mentions<F, symbols::Vector<1>> || mentions<F, symbols::Vector<2>>),
                                     a_contraction_is_followed_by_parameters_make_them_a_layer_of_their_own<F>>) > 0);
  using Kernel = typename Layout::kernel;
  using W = Parameter<typename Layout::element, Out, In>;
  static constexpr bool samples = Layout::lanes_are_samples;
  static constexpr int row = !samples ? (InPlace ? In : row_stride(In, Layout::L)) : W::along_outputs ? 1 : W::stride;
  static constexpr int row_back = !samples ? row_stride(Out, Layout::L) : W::along_outputs ? W::stride : 1;

  using forward = ContractForward<Kernel, !samples && !W::along_outputs, contraction_tile<Layout, In, Out, !samples && !W::along_outputs, row>, Forward<F, goes_back(goal) && Handover::keeps_z>>;
  static constexpr bool one_sample = [] {
    if constexpr (samples) return false;
    else return Layout::block == 1;
  }();
  static constexpr bool updates_going_back = one_sample && W::along_outputs && Rule::results > 0 && sizeof...(To) > 0;

  static constexpr auto pick_back() {
    using Finish = Backward<Shortcuts, To...>;
    if constexpr (sizeof...(To) == 0) return NoStep{};
    else if constexpr (updates_going_back) return BackWithUpdate<Kernel, Finish, Rule>{};
    else return ContractBack<Kernel, !samples && W::along_outputs, contraction_tile<Layout, Out, In, !samples && W::along_outputs, row_back>, Finish>{};
  }
  using back = decltype(pick_back());
  static constexpr auto pick_weight_gradient() {
    if constexpr (goal != Goal::gradient || updates_going_back) return NoStep{};
    else
      return WeightGradient<Kernel, weight_gradients<Kernel, one_sample, W::along_outputs ? In : Out, W::along_outputs ? Out : In>, Rule>{};
  }
  using weight_gradient = decltype(pick_weight_gradient());
  using bias_gradient =
      std::conditional_t<goal == Goal::gradient && (BiasNumber >= 0), BiasGradient<Kernel, weight_gradients<Kernel, one_sample, 1, samples ? Out : 1>, Rule>, NoStep>;
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
};

template <class G, class Loss, class Layout, Goal goal, class Rule, int K>
constexpr auto steps_of() {
  if constexpr (K == G::size || G::pointwise[K]) return PointwiseSteps<G, Loss, Layout, goal, K>{};
  else {
    using S = typename G::template stage<K>;
    constexpr bool wanted = goes_back(goal) && (K > 0 || goal == Goal::input_gradient);
    using To = typename std::conditional_t<wanted, detail::handover_to<G, K>, std::type_identity<list<>>>::type;
    constexpr bool in_place =
        K == 0 && Places<G>::in_place({Layout::lanes_are_samples, Layout::L, 0, simd::native_lanes<typename Layout::element>}, goal);
    return ContractionSteps<Layout, goal, Rule, in_place, typename S::opening, Handover<S>, typename S::formula, To, G::shortcuts(K)>{};
  }
}

}  // namespace ctnn::inline CTNN_TARGET
