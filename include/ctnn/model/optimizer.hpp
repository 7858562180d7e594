// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/update.hpp>
#include <ctnn/model/group_table.hpp>
#include <ctnn/model/value_and_grad.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class O>
constexpr int make_optimizer_states() {
  if constexpr (requires { O::states; }) return int(O::states);
  else return 0;
}
template <class O>
inline constexpr int optimizer_states = make_optimizer_states<O>();

template <class Net, class T, int States>
struct OptimizerState {
  NetValues<Net, T, false> state[Bound(States)];
};
template <class Net, class T>
struct OptimizerState<Net, T, 0> {};

// An optimiser is a formula of a parameter, its gradient, its states, and the number of steps taken (from 0 on) if it
// asks for that. Plain: of a parameter and its gradient alone.
template <bool Plain, class O, class V, int... K>
CTNN_INLINE constexpr auto call_optimizer(const O& o, [[maybe_unused]] long long step, const V& p, const V& g,
                                          [[maybe_unused]] const auto& states, std::integer_sequence<int, K...>) {
  if constexpr (Plain) return graph::as_updates(o(p, g));
  else if constexpr (requires { o(p, g, states(K)..., step); }) return graph::as_updates(o(p, g, states(K)..., step));
  else return graph::as_updates(o(p, g, states(K)...));
}

// The same traced: the steps of what it returns, and once more where products of a number and the gradient are leaves.
template <class O, int States, bool Plain>
struct TracedUpdate {
  // Gives how many numbers they have.
  static constexpr int trace(graph::StepList& plain, graph::StepList& with_scaled) {
    engine::Formulary g;
    g.numbers_are_uniform = true;
    const int gradient = g.cell(cells::gradient).id;
    const auto updates = call_optimizer<Plain>(
        O{}, 0, g.cell(cells::value), g.cell(cells::gradient), [&](int k) { return g.cell(cells::state + k); },
        std::make_integer_sequence<int, States>{});
    List<int> results;
    for (const graph::Value v : updates.value) results.push(v.id);
    const int numbers = graph::number_in_order(g, results);
    graph::Extraction e(g);
    for (const int id : results) e.result(id);
    plain = e.finish();
    for (int id = 0; id < g.size(); ++id)
      if (const graph::Node& n = g[id]; n.op == graph::Op::multiply)
        for (int k = 0; k < 2; ++k)
          if (g[n.arg[k]].op == graph::Op::uniform && n.arg[1 - k] == gradient) e.leaf(id, scaled + g[n.arg[k]].info);
    with_scaled = e.finish();
    return numbers;
  }
  struct Buffers {
    int numbers = 0;
    engine::StepBuffer steps{}, scaled{};
  };
  static constexpr Buffers make_buffers() {
    graph::StepList plain, with_scaled;
    const int numbers = trace(plain, with_scaled);
    return {numbers, engine::StepBuffer(plain), engine::StepBuffer(with_scaled)};
  }
  template <bool Scaled>
  static constexpr void again(graph::StepList& list) {
    graph::StepList other;
    Scaled ? trace(other, list) : trace(list, other);
  }
  static constexpr Buffers buffers = make_buffers();
  static constexpr engine::StepBuffer steps_buffer = buffers.steps, scaled_buffer = buffers.scaled;
  static constexpr auto steps = engine::steps_in<steps_buffer, &again<false>>();
  static constexpr auto scaled_steps = engine::steps_in<scaled_buffer, &again<true>>();
};

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

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
  // the rule works with (engine/kernels/update.hpp).
  CTNN_INLINE constexpr void with_rule(const auto& f) {
    const auto uniforms = numbers<may_be_plain>();
    f(internals::RuleValues<T, decltype(kept)>{&kept, uniforms.data, !waits_for_gradients()});
    if constexpr (!may_be_plain) ++steps;
  }
  constexpr void step_with_states(Model<Net, T>& model, const Gradient<Net, T>& grad) {
    const auto uniforms = numbers<false>();
    apply(rule_of<false>{}, internals::RuleValues<T, decltype(kept)>{&kept, uniforms.data, true}, model, grad);
    if constexpr (requires { options.stateless(); }) steps += options.stateless() ? 0 : 1;
    else ++steps;
  }

 private:
  static constexpr int states = internals::optimizer_states<O>;
  static constexpr bool may_be_plain = requires(const O& o) { o.plain(); };
  [[no_unique_address]] internals::OptimizerState<Net, T, states> kept{};
  long long steps = 0;  // with the states

  static constexpr void apply(auto how, const auto& with, Model<Net, T>& model, const Gradient<Net, T>& grad) {
    if (__builtin_is_constant_evaluated()) internals::update<T>(how, with, model, grad);
    else internals::update<internals::simd::vec<T, internals::simd::native_lanes<T>>>(how, with, model, grad);
  }
  template <bool Plain>
  constexpr auto numbers() const {
    const auto all = internals::call_optimizer<Plain>(
        options, steps, graph::Numbers<0, 2>{}, graph::Numbers<0, 2>{}, [](int) { return graph::Numbers<0, 2>{}; },
        std::make_integer_sequence<int, states>{});
    static_assert(all.count <= rule_of<Plain>::uniforms, "the formula is not the one that was traced");
    return internals::uniform_numbers<T>(all);
  }
  template <bool Plain>
  static constexpr auto make_rule() {
    using Update = internals::TracedUpdate<O, states, Plain>;
    static_assert(Update::steps.results <= states + 1, "an optimiser's formula updates more states than it declares");
    return internals::Rule<Update::buffers.numbers, Update::steps, Update::scaled_steps>{};
  }
  template <bool Plain>
  using rule_of = decltype(make_rule<Plain>());

 public:
  using rule = rule_of<may_be_plain>;
};

// The same with groups of parameters: each is updated by its own group's numbers, or not at all, when all gradients are
// there. optimizer.options.others and optimizer.options.group[k] may change between steps.
template <class O, class... G, class Net, class T>
class Optimizer<ParamGroups<O, G...>, Net, T> {
  static_assert(sizeof(typename internals::GroupTable<Net, ParamGroups<O, G...>>::fault) > 0);

 public:
  ParamGroups<O, G...> options;

  constexpr Optimizer(const ParamGroups<O, G...>& o, const Model<Net, T>&) : Optimizer(o) {}
  constexpr explicit Optimizer(const ParamGroups<O, G...>& o) : options(o) {
    if constexpr (requires { o.check(); }) o.check();
  }

  template <class Learner>  // a gradient with room for what is frozen, or without
  constexpr void step(Model<Net, T>& model, const Gradient<Learner, T>& grad) {
    using Update = internals::TracedUpdate<O, states, false>;
    using rule = internals::Rule<Update::buffers.numbers, Update::steps, Update::scaled_steps>;
    T uniforms[(sizeof...(G) + 1) * rule::uniforms + 1] = {};
    for (int k = 0; k <= int(sizeof...(G)); ++k) {
      const auto numbers = internals::call_optimizer<false>(
          k == 0 ? options.others : options.group[k - 1], steps, graph::Numbers<0, 2>{}, graph::Numbers<0, 2>{},
          [](int) { return graph::Numbers<0, 2>{}; }, std::make_integer_sequence<int, states>{});
      for (int i = 0; i < rule::uniforms; ++i) uniforms[k * rule::uniforms + i] = static_cast<T>(numbers.number[i]);
    }
    const internals::RuleValues<T, decltype(kept)> with{&kept, uniforms, true, true, groups.of, rule::uniforms};
    if (__builtin_is_constant_evaluated()) internals::update<T>(rule{}, with, model, grad);
    else internals::update<internals::simd::vec<T, internals::simd::native_lanes<T>>>(rule{}, with, model, grad);
    ++steps;
  }
  constexpr bool waits_for_gradients() const { return true; }

 private:
  static constexpr int states = internals::optimizer_states<O>;
  static constexpr auto groups = internals::GroupTable<Net, ParamGroups<O, G...>>::template make<Gradient<Net, T>>();
  using Learner = typename internals::learner<Net, ParamGroups<O, G...>>::type;
  [[no_unique_address]] internals::OptimizerState<Learner, T, states> kept{};
  long long steps = 0;
};

template <class O, class Net, class T>
Optimizer(const O&, const Model<Net, T>&) -> Optimizer<O, Net, T>;

}  // namespace ctnn::inline CTNN_TARGET
