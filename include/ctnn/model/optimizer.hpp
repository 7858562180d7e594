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

// An optimiser is a formula of a parameter, its gradient, its states, and the number of steps taken (from 0 on) if it asks for that.
template <class O, int... K>
constexpr auto call_optimizer(const O& o, [[maybe_unused]] long step, std::integer_sequence<int, K...>) {
  if constexpr (requires { o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}..., step); })
    return as_updates(o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}..., step));
  else return as_updates(o(symbols::Value{}, symbols::Gradient{}, symbols::State<K>{}...));
}

}  // namespace detail

// Updates a model's parameters by their gradients. Owns the state that the optimiser keeps of every parameter, all zero at first; its
// options may change between steps: optimizer.options.lr = 1e-4.
//
// An optimiser is a plain formula: struct Descent { float lr; constexpr auto operator()(auto p, auto g) const { return p - lr * g; } };
// with `static constexpr int states = k` it takes k states more, and a number of steps with them if it likes, and returns
// updates(p, states...). If it also has stateless(), which says at run time that the states are not needed, it is called without them then.
template <class O, class Net, class T = float>
class Optimizer {
 public:
  O options;

  constexpr Optimizer(const O& o, const Model<Net, T>&) : Optimizer(o) {}
  constexpr explicit Optimizer(const O& o) : options(o) {
    if constexpr (requires { o.check(); }) o.check();
  }

  constexpr void step(Model<Net, T>& model, const Gradient<Net, T>& grad) {
    T *p[table.count + 1], *all_states[states + 1][table.count + 1] = {}, **state[states + 1] = {};
    const T* g[table.count + 1];
    model.parameters(p), grad.parameters(g);
    if constexpr (requires { options.stateless(); })
      if (options.stateless()) return apply(as_updates(options(symbols::Value{}, symbols::Gradient{})), p, g, state);
    if constexpr (states > 0)
      for (int s = 0; s < states; ++s) kept.state[s].parameters(state[s] = all_states[s]);
    apply(detail::call_optimizer(options, steps, std::make_integer_sequence<int, states>{}), p, g, state);
    ++steps;
  }

 private:
  static constexpr int states = detail::optimizer_states<O>;
  static constexpr const auto& table = Gradient<Net, T>::parameter_table;
  [[no_unique_address]] detail::OptimizerState<Net, T, states> kept{};
  long steps = 0;   // with the states

  template <class... E>
  static constexpr void apply(const Updates<E...>& formulas, T* const* p, const T* const* g, T* const* const* state) {
    static_assert(sizeof...(E) <= states + 1, "an optimiser's formula updates more states than it declares");
    const auto uniforms = detail::literals_of<T>(formulas);
    const lift_updates_uniforms<Updates<E...>> lifted;
    if (__builtin_is_constant_evaluated()) update<T>(lifted, p, g, state, table.rows, table.count, uniforms.data);
    else update<simd::vec<T, simd::native_lanes<T>>>(lifted, p, g, state, table.rows, table.count, uniforms.data);
  }
};

template <class O, class Net, class T>
Optimizer(const O&, const Model<Net, T>&) -> Optimizer<O, Net, T>;

}  // namespace ctnn::inline CTNN_TARGET
