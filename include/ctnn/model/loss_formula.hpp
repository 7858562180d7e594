// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/engine/program.hpp>

namespace ctnn::inline CTNN_TARGET {

// A loss compares the network's result with values like it, or with one class number a sample where it says class_targets.
template <class L>
inline constexpr bool has_class_targets = [] {
  if constexpr (requires { L::class_targets; }) return bool(L::class_targets);
  else return false;
}();

template <class Loss>
struct loss_is_not_a_scalar_end_it_with_mean_or_sum;   // words of an error

namespace detail {

template <class L>
using target_symbol = std::conditional_t<has_class_targets<L>, symbols::ClassTarget, symbols::Target>;
template <class L>
struct loss_of {
  static constexpr auto make() { return L{}(symbols::X{}, target_symbol<L>{}); }
};
template <class L>
constexpr auto raw_loss(const L& loss) {
  return loss(symbols::X{}, target_symbol<L>{});
}
template <class L>
struct lifted_loss {
  using type = lift_uniforms<decltype(raw_loss(std::declval<const L&>()))>;
};
template <class L>
  requires std::is_empty_v<L>
struct lifted_loss<L> {
  using type = lift<loss_of<L>>;
};
template <class L>
inline constexpr bool loss_is_scalar = lifted_loss<L>::type::axes == Axis::none;
template <class L>
struct CheckLoss {
  using scalar = check<loss_is_scalar<L>, loss_is_not_a_scalar_end_it_with_mean_or_sum<L>>;
};

// The numbers of a loss that are known at run time only.
template <class T, class L>
constexpr auto loss_uniforms(const L& loss) {
  if constexpr (std::is_empty_v<L>) return numbers<T, 0>{};
  else return uniforms_of<T>(raw_loss(loss));
}

}  // namespace detail

template <class L>
using loss_formula = LossFormula<typename detail::lifted_loss<L>::type, has_class_targets<L>>;

}  // namespace ctnn::inline CTNN_TARGET
