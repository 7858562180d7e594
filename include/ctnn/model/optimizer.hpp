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
// with `static constexpr int states = k` it takes k states more and returns updates(p, states...).
template <class O, class Net, class T = float>
class Optimizer {
 public:
  O options;

  constexpr Optimizer(const O& o, const Model<Net, T>&) : Optimizer(o) {}
  constexpr explicit Optimizer(const O& o) : options(o) {
    if constexpr (requires { o.check(); }) o.check();
  }

  constexpr void step(Model<Net, T>& model, const Gradient<Net, T>& grad) {
    const auto raw = detail::call_optimizer(options, steps, states{});
    const auto uniforms = detail::literals_of<T>(raw);
    all(lift_updates_uniforms<std::remove_const_t<decltype(raw)>>{}, model, grad, uniforms.data, states{});
    ++steps;
  }
  constexpr long steps_taken() const { return steps; }

 private:
  using states = std::make_integer_sequence<int, detail::optimizer_states<O>>;
  [[no_unique_address]] detail::OptimizerState<Net, T, detail::optimizer_states<O>> kept{};
  long steps = 0;

  template <class Formulas, int... K>
  constexpr void all(Formulas formulas, NetValues<Net, T, true>& model, const NetValues<Net, T, false>& grad, const T* uniforms,
                     std::integer_sequence<int, K...>) {
    auto one = [&](const char*, auto& p, auto& g, auto&... s) {
      T* const state[sizeof...(K) + 1] = {s.storage()...};
      using V = simd::vec<T, simd::native_lanes<T>>;
      if (std::is_constant_evaluated()) update<T>(formulas, p.storage(), g.storage(), state, uniforms, p.stored);
      else update<V>(formulas, p.storage(), g.storage(), state, uniforms, p.stored);
    };
    for_each_parameter(one, model, grad, kept.state[K]...);
  }
};

template <class O, class Net, class T>
Optimizer(const O&, const Model<Net, T>&) -> Optimizer<O, Net, T>;

}  // namespace ctnn::inline CTNN_TARGET
