// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/engine/plan/program.hpp>
#include <ctnn/nets/composition.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// A loss compares the network's result with values like it, or with one class number a sample where it says
// class_targets.
template <class L>
constexpr bool make_has_class_targets() {
  if constexpr (requires { L::class_targets; }) return bool(L::class_targets);
  else return false;
}
template <class L>
inline constexpr bool has_class_targets = make_has_class_targets<L>();

struct of_the_loss;
template <class Loss>
struct loss_is_not_a_scalar_end_it_with_mean_or_sum;  // words of an error

// Is it given the network's input, too, to derive by it: loss(u, x, t)?
template <class L>
concept TakesInput = requires(const L& loss, graph::Value v) {
  loss(v, v, v);
};

// A formula whose numbers run time knows has fields; to be traced, it is made without arguments.
template <class L>
concept HasFields = !std::is_empty_v<L>;

template <class L>
constexpr graph::Value loss_targets(engine::Formulary& g) {
  return has_class_targets<L> ? g.symbol_of(graph::symbol::classes, graph::batch_axis) : g.cell(cells::target);
}
// What a loss makes of a result and targets. (An input beside them is another value of each sample.)
template <class L>
constexpr auto called_loss(engine::Formulary& g) {
  const graph::Value y = g.cell(cells::x), t = loss_targets<L>(g);
  if constexpr (TakesInput<L>) {
    graph::Order order;
    order.add(graph::batch_axis), order.add(g.axis(0));
    return L{}(y, graph::Value{&g, g.symbol(graph::symbol::cell + cells::count, order)}, t);
  } else return L{}(y, t);
}
template <class L>
constexpr graph::Value traced_loss(engine::Formulary& g) {
  g.numbers_are_uniform = HasFields<L>;
  const graph::Value y = graph::detail::lift(g, called_loss<L>(g));
  g.numbers_are_uniform = false;
  return y;
}
template <class L>
struct LossFormula {
  using loss = L;
  static constexpr bool is_loss = true, class_targets = has_class_targets<L>;

  static constexpr engine::Traced trace(engine::Formulary& g, engine::Role) {
    engine::Traced t;
    t.input = t.opening = g.cell(cells::x).id;
    t.formula = traced_loss<L>(g).id;
    List<int> results;
    results.push(t.formula);
    graph::number_in_order(g, results);
    return t;
  }
};

// As layers' formulas are tried (nets/layer_faults.hpp), and whether it is one number. What cannot be made without
// arguments is not.
struct LossTrial {
  Fault fault = Fault::none;
  bool is_scalar = false;
};
template <class L>
constexpr LossTrial try_loss() {
  if constexpr (std::is_default_constructible_v<L>) {
    engine::Formulary g;
    bool is_scalar = false;
    if constexpr (graph::Operand<decltype(called_loss<L>(g))>)
      is_scalar = graph::detail::lift(g, called_loss<L>(g)).axes() == 0;
    else g.asked.number = true;
    return {fault_of(g.asked), is_scalar};
  } else return {};
}
template <class L>
inline constexpr LossTrial loss_trial{Fault::number, false};
template <class L>
requires requires { typename std::bool_constant<try_loss<L>().is_scalar>; }
inline constexpr LossTrial loss_trial<L> = try_loss<L>();
template <class L>
inline constexpr Fault loss_fault = loss_trial<L>.fault;
template <class L>
inline constexpr bool loss_is_scalar = loss_trial<L>.fault == Fault::none&& loss_trial<L>.is_scalar;

template <class L>
struct CheckLoss {
  static_assert(sizeof(check<loss_fault<L> != Fault::truth, a_formula_has_no_if_write_where<of_the_loss, L>>) > 0);
  static_assert(sizeof(check<loss_fault<L> != Fault::number,
                             a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on<of_the_loss, L>>) > 0);
  static_assert(sizeof(check < loss_fault<L> != Fault::none || loss_is_scalar<L>,
                       loss_is_not_a_scalar_end_it_with_mean_or_sum < L >>) > 0);
};

// The numbers of a loss that are known at run time only.
template <class T, int N>
struct UniformNumbers {
  T data[Bound(N > 0 ? N : 1)];
};
template <class T, int N, unsigned long long S>
CTNN_INLINE constexpr UniformNumbers<T, N> uniform_numbers(const graph::Numbers<N, S>& numbers) {
  UniformNumbers<T, N> u{};
  for (int k = 0; k < N; ++k) u.data[k] = static_cast<T>(numbers.number[k]);
  return u;
}
template <class T, class L>
constexpr auto loss_uniforms(const L& loss) {
  if constexpr (!HasFields<L>) return UniformNumbers<T, 0>{};
  else if constexpr (TakesInput<L>)
    return uniform_numbers<T>(loss(graph::Numbers<0, 2>{}, graph::Numbers<0, 4>{}, graph::Numbers<0, 3>{}));
  else return uniform_numbers<T>(loss(graph::Numbers<0, 2>{}, graph::Numbers<0, 3>{}));
}

template <class L>
using loss_formula = LossFormula<L>;
// Where no loss is wanted.
struct NoLoss : engine::NoFormula {
  static constexpr bool class_targets = false;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::model
