// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/engine/program.hpp>
#include <ctnn/nets/composition.hpp>

namespace ctnn::inline CTNN_TARGET {

// A loss compares the network's result with values like it, or with one class number a sample where it says
// class_targets.
template <class L>
inline constexpr bool has_class_targets = [] {
  if constexpr (requires { L::class_targets; }) return bool(L::class_targets);
  else return false;
}();

struct of_the_loss;
template <class Loss>
struct loss_is_not_a_scalar_end_it_with_mean_or_sum;  // words of an error

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
// As layers' formulas are tried (nets/composition.hpp). What cannot be made without arguments is not.
template <class L>
constexpr Fault try_loss() {
  Probe::Asked asked;
  if constexpr (std::is_default_constructible_v<L>) L{}(Probe(asked), Probe(asked));
  return asked.truth ? Fault::truth : asked.number ? Fault::number : Fault::none;
}
template <class L>
inline constexpr Fault loss_fault = Fault::number;
template <class L>
requires requires { typename std::integral_constant<Fault, try_loss<L>()>; }
inline constexpr Fault loss_fault<L> = try_loss<L>();

template <class L, bool Tried = loss_fault<L> == Fault::none>
inline constexpr bool loss_is_scalar = false;
template <class L>
inline constexpr bool loss_is_scalar<L, true> = lifted_loss<L>::type::axes == Axis::none;

template <class L>
struct CheckLoss {
  static_assert(sizeof(check<loss_fault<L> != Fault::truth, a_formula_has_no_if_write_where<of_the_loss, L>>) > 0);
  static_assert(sizeof(check<loss_fault<L> != Fault::number,
                             a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on<of_the_loss, L>>) > 0);
  static_assert(sizeof(check < loss_fault<L> != Fault::none || loss_is_scalar<L>,
                       loss_is_not_a_scalar_end_it_with_mean_or_sum < L >>) > 0);
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
