// SPDX-License-Identifier: BSL-1.0
// Holds fused programs to the interpreter: one network, loss and number of samples, under every layout of its values in
// turn.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "draw.hpp"
#include "interpreter.hpp"

namespace laws {

// Layouts, forced one after the other: native vectors first.
template <class... Layout>
struct Layouts {};
template <class T>
using Native = ctnn::internals::simd::vec<T, ctnn::internals::simd::native_lanes<T>>;
// The first is that of constant expressions; those at the end have blocks that are always full, for numbers of samples
// that they divide.
template <class T, class V = Native<T>>
using EveryLayout =
    Layouts<ctnn::internals::SampleLanes<T, 1>, ctnn::internals::SampleLanes<V, 1>, ctnn::internals::SampleLanes<V, 2>,
            ctnn::internals::SampleLanes<V, 4>, ctnn::internals::FeatureLanes<V, 3>,
            ctnn::internals::FeatureLanes<V, 64>, ctnn::internals::FeatureLanes<V, 1, true>,
            ctnn::internals::FeatureLanes<V, 5, true>, ctnn::internals::FeatureLanes<V, 32, true>>;
template <class T, class V = Native<T>>
using OneOfEachKind = Layouts<ctnn::internals::SampleLanes<V, 2>, ctnn::internals::FeatureLanes<V, 3>>;

template <class T, class V = Native<T>>
using Updating = Layouts<ctnn::internals::SampleLanes<V, 2>, ctnn::internals::FeatureLanes<V, 1>,
                         ctnn::internals::FeatureLanes<V, 32, true>>;
// For networks that can be inlined.
template <class T, class V = Native<T>>
using Inlined = Layouts<ctnn::internals::SampleLanes<V, 1, true>, ctnn::internals::FeatureLanes<V, 9, false, true>>;

template <class Layout>
constexpr bool may_run(int samples) {
  if constexpr (requires { Layout::always_full; }) return !Layout::always_full || samples % Layout::block == 0;
  else return true;
}
inline std::string name_of(bool lanes_are_samples, int lanes, int block, int samples) {
  return std::to_string(samples) + " samples, lanes are " + (lanes_are_samples ? "samples, " : "features, ") +
         std::to_string(lanes) + " lanes, blocks of " + std::to_string(block);
}

template <class T>
inline constexpr double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-13;

// Two lists agree: to the tolerance, relative to the greatest number of the list. Said once a list, at the first place.
// (As other checks here, not a part of the function that runs a layout: there are many of those, and doctest's macros
// are long.)
[[gnu::noinline]] inline void same(const char* what, const std::string& where, const auto& ours,
                                   const std::vector<double>& naive, double tolerance) {
  CAPTURE(what);
  CAPTURE(where);
  REQUIRE(ours.size() == naive.size());
  double greatest = 0;
  for (double v : naive) greatest = std::max(greatest, std::abs(v));
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (!(std::abs(double(ours[i]) - naive[i]) <= tolerance * (greatest + 0.01))) {
      CAPTURE(i);
      CHECK(double(ours[i]) == naive[i]);
      return;
    }
}

// Memory of the caller's, with a fence behind, all of it NaN: what is read before it is written shows, and so does what
// is written beyond the end.
template <class T>
class Fenced {
 public:
  explicit Fenced(long count) : numbers(std::size_t(count) + fence, std::numeric_limits<T>::quiet_NaN()) {}
  T* data() { return numbers.data(); }
  std::vector<T> taken() const { return {numbers.begin(), numbers.end() - fence}; }
  [[gnu::noinline]] void check_fence(const std::string& where) const {
    CAPTURE(where);
    CHECK(std::all_of(numbers.end() - fence, numbers.end(), [](T v) { return v != v; }));
  }

 private:
  static constexpr int fence = 64;
  std::vector<T> numbers;
};
template <class T>
struct Scratch {
  static constexpr long budget = 1L << 40;
  T* memory;
};

// What pads a parameter's storage is zero, and stays zero.
template <class Place>
bool padding_is_zero(const Place& place) {
  bool zero = true;
  const auto check = [&]<template <class, int...> class P, class T, int... E>(const P<T, E...>& parameter) {
    const ctnn::Tensor<T, E...> only_values = parameter;
    const P<T, E...> again = only_values;
    for (int i = 0; i < parameter.stored; ++i) zero = zero && parameter.storage()[i] == again.storage()[i];
  };
  ctnn::for_each_parameter([&](const char*, const auto& parameter) { check(parameter); }, place);
  return zero;
}

// An optimiser that always has a state.
struct HeavyBall {
  double lr = 0.05;
  static constexpr int states = 1;
  constexpr auto operator()(auto p, auto g, auto b) const {
    auto next = 0.9 * b + g + 0.1 * p;
    return ctnn::updates(p - lr * next, next);
  }
};

// One network and one loss on so many samples, with random numbers, and what the interpreter says of them.
template <class Net, class L = ctnn::MSELoss, class T = float>
class Experiment {
 public:
  Experiment(int count, std::uint64_t seed, const L& l = {}) : loss(l), samples(count), draw{seed * 1000003 + 17} {
    // torch's start, and something random everywhere
    ctnn::Generator rng{seed};
    model = ctnn::Model<Net, T>{rng};
    net.each(model, [&](T& v, auto&) { v += T(0.2 * draw()); });
    net.each_buffer(model, [&](T& v, auto&) { v += T(0.2 * draw()); });
    int draws = 0;
    do {
      REQUIRE(++draws < 100);
      draw_samples();
      for (const bool training : {true, false})
        if (training || depends_on_mode) interpret(training);
    } while (modes[0].clearance < 1e-6 || modes[1].clearance < 1e-6);
  }

  // The gradient, of which forward and loss are parts.
  template <class... Layout>
  void gradient_under(Layouts<Layout...>) {
    ((may_begin<Layout>() ? gradient_under_one<Layout>() : void()), ...);
  }
  // Parameters updated on the way, in two steps with momentum and one without, are those that an optimiser makes of the
  // gradients.
  template <class... Layout>
  void updates_under(Layouts<Layout...>) {
    if constexpr (ctnn::internals::contractions_have_all_parameters<ctnn::internals::stages_of<Net, ctnn::Training>,
                                                                    ctnn::Gradient<Net, T>::parameter_table.count>)
      ((may_begin<Layout>() ? updates_under_one<Layout>() : void()), ...);
  }
  // What else a program may be for: it keeps less, elsewhere.
  template <class... Layout>
  void other_goals_under(Layouts<Layout...>) {
    ((may_begin<Layout>() ? other_goals_under_one<Layout>() : void()), ...);
  }

 private:
  static constexpr bool depends_on_mode = ctnn::internals::depends_on_mode<Net>,
                        classes = ctnn::internals::has_class_targets<L>;
  using Mode = std::conditional_t<depends_on_mode, ctnn::Training, ctnn::Evaluation>;
  using Target = std::conditional_t<classes, int, T>;
  // every other network by an optimiser that has no plain form
  using Method =
      std::conditional_t<ctnn::internals::stages_of<Net, ctnn::Training>::size % 2 == 0, ctnn::SGD, HeavyBall>;
  static constexpr int in = ctnn::internals::stages_of<Net, ctnn::Evaluation>::in,
                       out = ctnn::internals::stages_of<Net, ctnn::Evaluation>::out;

  struct Results {
    double clearance = std::numeric_limits<double>::infinity(), loss = 0;
    std::vector<double> output{}, input_gradient{}, gradient{}, buffers{};
  };

  L loss;
  int samples;
  std::string where{};  // a layout's name, while it is at work
  Draw draw;
  ctnn::Model<Net, T> model;
  Layer<Net> net;
  std::vector<T> x;
  std::vector<Target> t;
  Results modes[2];  // evaluation, training

  template <class Layout>
  bool may_begin() {
    where = name_of(Layout::lanes_are_samples, Layout::L, Layout::block, samples);
    return may_run<Layout>(samples);
  }
  void draw_samples() {
    x.clear(), t.clear();
    for (int i = 0; i < samples * in; ++i) x.push_back(T(1.5 * draw()));
    for (int i = 0; i < samples * (classes ? 1 : out); ++i) {
      if constexpr (classes) t.push_back(draw.below(out));
      else t.push_back(T(draw()));
    }
  }
  void interpret(bool training) {
    net.each(model, [](T& v, auto& n) { n.value = double(v); });
    net.each_buffer(model, [](T& v, auto& n) { n.value = double(v); });
    Rows input(samples, in), targets(samples, classes ? 1 : out);
    input.values.assign(x.begin(), x.end());
    targets.values.assign(t.begin(), t.end());
    Pass pass{.training = training};
    Results& r = modes[training] = {};
    const Rows y = net.forward(input, pass);
    r.clearance = pass.clearance;
    r.output = y.values;
    r.loss = Loss<L>::value(y, targets);
    r.input_gradient = net.backward(Loss<L>::slope(y, targets)).values;
    ctnn::Gradient<Net, T> places{};
    net.each(places, [&](T&, auto& n) { r.gradient.push_back(n.gradient); });
    net.each_buffer(model, [&](T&, auto& n) { r.buffers.push_back(n.value); });
  }

  // Runs one program on memory that is NaN before, with a fence behind.
  template <class Layout, class G, ctnn::internals::Goal goal, class Rule = ctnn::internals::NoRule,
            class With = ctnn::internals::NoRuleValues>
  T run(auto& values, auto* gradients, Fenced<T>& to, const With& with = {}) {
    using Loss = std::conditional_t<goal == ctnn::internals::Goal::output, ctnn::internals::NoLoss,
                                    ctnn::internals::loss_formula<L>>;
    using Values = std::remove_reference_t<decltype(values)>;
    using Program =
        ctnn::internals::Program<G, Loss, Layout, goal, Values, std::remove_pointer_t<decltype(gradients)>, Rule>;
    const auto uniforms = ctnn::internals::loss_uniforms<T>(loss);
    Fenced<T> memory(Program::scratch_size);
    Scratch<T> scratch{memory.data()};
    const T value = Program::run(values, gradients, scratch, uniforms.data, samples, x.data(), t.data(), to.data(),
                                 with, Program::all_steps);
    memory.check_fence(where);
    to.check_fence(where);
    return value;
  }
  template <class Layout, class Rule = ctnn::internals::NoRule, class... With>
  T run_gradient(ctnn::internals::NetValues<Net, T, true>& values, ctnn::internals::NetValues<Net, T, false>& gradients,
                 const With&... with) {
    Fenced<T> nothing(0);
    return run<Layout, ctnn::internals::stages_of<Net, ctnn::Training>, ctnn::internals::Goal::gradient, Rule, With...>(
        values, &gradients, nothing, with...);
  }

  template <class Layout>
  void gradient_under_one() {
    ctnn::Model<Net, T> trained = model;
    ctnn::Gradient<Net, T> grad{};
    forget(grad);
    const T l = run_gradient<Layout>(trained, grad);
    check_gradient(l, grad, trained);
  }
  [[gnu::noinline]] void forget(ctnn::Gradient<Net, T>& grad) {  // what was there before does not count
    net.each(grad, [](T& v, auto&) { v = std::numeric_limits<T>::quiet_NaN(); });
  }
  [[gnu::noinline]] void check_gradient(T l, ctnn::Gradient<Net, T>& grad, ctnn::Model<Net, T>& trained) {
    same("loss beside the gradient", where, std::vector{l}, {modes[1].loss}, tolerance<T>);
    std::vector<T> ours, buffers;
    net.each(grad, [&](T& v, auto&) { ours.push_back(v); });
    same("gradient", where, ours, modes[1].gradient, tolerance<T>);
    net.each_buffer(trained, [&](T& v, auto&) { buffers.push_back(v); });
    same("buffers", where, buffers, modes[1].buffers, tolerance<T>);
    CHECK(padding_is_zero(grad));
  }

  template <class Layout>
  void updates_under_one() {
    ctnn::Model<Net, T> trained = model, by_hand = model;
    ctnn::Optimizer on_the_way{Method{}, trained}, after{Method{}, by_hand};
    ctnn::Gradient<Net, T> grad{}, stored{};
    for (int step = 0; step < 4; ++step) {
      if constexpr (std::is_same_v<Method, ctnn::SGD>)  // plain at last
        on_the_way.options =
            after.options = {.lr = 0.05, .momentum = step == 1 ? 0.9 : 0, .weight_decay = step < 2 ? 0.1 : 0};
      run_gradient<Layout>(by_hand, grad);
      on_the_way.with_rule(
          [&](const auto& with) { run_gradient<Layout, typename decltype(on_the_way)::rule>(trained, stored, with); });
      step_by_gradients(after, by_hand, grad, on_the_way, trained, stored);
    }
    check_updates(trained, by_hand);
  }
  [[gnu::noinline]] static void step_by_gradients(auto& after, auto& by_hand, const auto& grad, auto& on_the_way,
                                                  auto& trained, const auto& stored) {
    after.step(by_hand, grad);
    if (on_the_way.waits_for_gradients()) on_the_way.step_with_states(trained, stored);
  }
  [[gnu::noinline]] void check_updates(ctnn::Model<Net, T>& trained, ctnn::Model<Net, T>& by_hand) {
    std::vector<T> ours;
    std::vector<double> expected;
    net.each(trained, [&](T& v, auto&) { ours.push_back(v); });
    net.each(by_hand, [&](T& v, auto&) { expected.push_back(double(v)); });
    same("updated parameters", where, ours, expected, tolerance<T> / 10);
    CHECK(padding_is_zero(trained));
  }

  template <class Layout>
  void other_goals_under_one() {
    using G = ctnn::internals::stages_of<Net, ctnn::Evaluation>;
    const ctnn::internals::NetValues<Net, T, true>& values = model;
    void* const none = nullptr;
    Fenced<T> y(samples * out), nothing(0), dx(samples * in), dx_training(samples * in);
    run<Layout, G, ctnn::internals::Goal::output>(values, none, y);
    const T l = run<Layout, G, ctnn::internals::Goal::loss>(values, none, nothing);
    run<Layout, G, ctnn::internals::Goal::input_gradient>(values, none, dx);
    if constexpr (depends_on_mode)
      run<Layout, ctnn::internals::stages_of<Net, ctnn::Training>, ctnn::internals::Goal::input_gradient>(values, none,
                                                                                                          dx_training);
    check_other_goals(y, l, dx, dx_training);
  }
  [[gnu::noinline]] void check_other_goals(const Fenced<T>& y, T l, const Fenced<T>& dx, const Fenced<T>& dx_training) {
    const Results& expected = modes[!depends_on_mode];
    same("output", where, y.taken(), expected.output, tolerance<T>);
    same("loss", where, std::vector{l}, {expected.loss}, tolerance<T>);
    same("input gradient", where, dx.taken(), expected.input_gradient, tolerance<T>);
    if (depends_on_mode)
      same("input gradient in training", where, dx_training.taken(), modes[1].input_gradient, tolerance<T>);
  }
};

// Every number of samples from the least to 70.
template <class Net, class L = ctnn::MSELoss, class T = float>
void fuses(int least, auto gradient_under, auto other_goals_under, auto... updates_under) {
  for (int samples = least; samples <= 70; ++samples) {
    Experiment<Net, L, T> experiment(samples, std::uint64_t(samples));
    experiment.gradient_under(gradient_under);
    experiment.other_goals_under(other_goals_under);
    (experiment.updates_under(updates_under), ...);
  }
}
template <class Net, class L = ctnn::MSELoss, class T = float>
void fuses_under_every_layout() {
  constexpr int least = ctnn::internals::least_batch(ctnn::internals::leaves<Net>{});
#ifdef __SANITIZE_ADDRESS__  // which takes compilers long; memory ends alike in all layouts of a kind
  fuses<Net, L, T>(least > 1 ? least : 1, Updating<T>{}, OneOfEachKind<T>{}, Updating<T>{});
#else
  fuses<Net, L, T>(least > 1 ? least : 1, EveryLayout<T>{}, OneOfEachKind<T>{}, Updating<T>{});
#endif
  if constexpr (ctnn::internals::can_stand_inline<ctnn::internals::stages_of<Net, ctnn::Training>>)
    fuses<Net, L, T>(1, Inlined<T>{}, Layouts<>{}, Inlined<T>{});
}

}  // namespace laws
