// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/update.hpp>
#include <ctnn/model/value_and_grad.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class O>
inline constexpr int optimizer_states = [] {
  if constexpr (requires { O::states; }) return int(O::states);
  else return 0;
}();

template <class Net, class T, int States>
struct OptimizerState {
  NetValues<Net, T, false> state[States];
};
template <class Net, class T>
struct OptimizerState<Net, T, 0> {};

// An optimiser is a formula of a parameter, its gradient, its states, and the number of steps taken (from 0 on) if it
// asks for that.
template <class O, int... K>
constexpr auto call_optimizer(const O& o, [[maybe_unused]] long step, std::integer_sequence<int, K...>) {
  if constexpr (requires { o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}..., step); })
    return as_updates(o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}..., step));
  else return as_updates(o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}...));
}

}  // namespace detail

// Updates a model's parameters by their gradients. Owns the state that the optimiser keeps of every parameter, all zero
// at first; its options may change between steps: optimizer.options.lr = 1e-4.
//
// An optimiser is a plain formula: struct Descent { float lr; constexpr auto operator()(auto p, auto g) const { return
// p - lr * g; } }; with `static constexpr int states = k` it takes k states more, and a number of steps with them if it
// likes, and returns updates(p, states...). If it also has plain(), which says at run time that the parameter and its
// gradient are enough, it is called with them alone then; and stateless(), which says that a step does not use the
// states, keeps such steps from being counted.
template <class O, class Net, class T = float>
class Optimizer {
 public:
  O options;

  constexpr Optimizer(const O& o, const Model<Net, T>&) : Optimizer(o) {}
  constexpr explicit Optimizer(const O& o) : options(o) {
    if constexpr (requires { o.check(); }) o.check();
  }

  constexpr void step(Model<Net, T>& model, const Gradient<Net, T>& grad) {
    if (waits_for_gradients()) step_with_states(model, grad);
    else with_rule([&](const auto& with) { apply(rule{}, with, model, grad); });
  }

  // A Trainer updates parameters while their gradients are in registers, unless the optimiser has a plain form and it
  // is not the plain one that is wanted: then when all gradients are there.
  constexpr bool waits_for_gradients() const {
    if constexpr (may_be_plain) return !options.plain();
    else return false;
  }
  // A step whose gradients somebody else computes and, unless it waits for them, uses on the way: f is called with what
  // the rule works with (engine/update.hpp).
  [[gnu::always_inline]] constexpr void with_rule(const auto& f) {
    T uniforms[rule::uniforms + 1] = {};
    copy_literals(usual_formulas(options, steps), uniforms);
    f(RuleValues<T, decltype(kept)>{&kept, uniforms, !waits_for_gradients()});
    if constexpr (!may_be_plain) ++steps;
  }
  constexpr void step_with_states(Model<Net, T>& model, const Gradient<Net, T>& grad) {
    using All = rule_of<decltype(all_formulas(std::declval<const O&>(), 0))>;
    T uniforms[All::uniforms + 1] = {};
    copy_literals(all_formulas(options, steps), uniforms);
    apply(All{}, RuleValues<T, decltype(kept)>{&kept, uniforms, true}, model, grad);
    if constexpr (requires { options.stateless(); }) steps += options.stateless() ? 0 : 1;
    else ++steps;
  }

 private:
  static constexpr int states = detail::optimizer_states<O>;
  static constexpr bool may_be_plain = requires(const O& o) { o.plain(); };
  [[no_unique_address]] detail::OptimizerState<Net, T, states> kept{};
  long steps = 0;  // with the states

  static constexpr void apply(auto how, const auto& with, Model<Net, T>& model, const Gradient<Net, T>& grad) {
    if (__builtin_is_constant_evaluated()) update<T>(how, with, model, grad);
    else update<simd::vec<T, simd::native_lanes<T>>>(how, with, model, grad);
  }
  static constexpr auto usual_formulas(const O& o, [[maybe_unused]] long step) {
    if constexpr (may_be_plain) return as_updates(o(symbols::Value{}, symbols::Gradient{}));
    else return all_formulas(o, step);
  }
  static constexpr auto all_formulas(const O& o, long step) {
    return detail::call_optimizer(o, step, std::make_integer_sequence<int, states>{});
  }
  static constexpr void copy_literals(const auto& formulas, T* to) {
    const auto literals = detail::literals_of<T>(formulas);
    for (int k = 0; k < detail::literal_count<std::remove_cvref_t<decltype(formulas)>>; ++k) to[k] = literals.data[k];
  }
  template <class Updates, class Formulas = lift_updates_uniforms<Updates>>
  static constexpr auto make_rule() {
    static_assert(length<Formulas> <= states + 1, "an optimiser's formula updates more states than it declares");
    return Rule<detail::literal_count<Updates>, Formulas>{};
  }
  template <class Updates>
  using rule_of = decltype(make_rule<Updates>());

 public:
  using rule = rule_of<decltype(usual_formulas(std::declval<const O&>(), 0))>;
};

template <class O, class Net, class T>
Optimizer(const O&, const Model<Net, T>&) -> Optimizer<O, Net, T>;

}  // namespace ctnn::inline CTNN_TARGET
