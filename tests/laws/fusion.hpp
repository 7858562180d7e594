// SPDX-License-Identifier: BSL-1.0
// Holds fused programs to the interpreter: one network, loss and number of samples, under every layout of its values in turn.
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
using Native = ctnn::simd::vec<T, ctnn::simd::native_lanes<T>>;
// The first is that of constant expressions; those at the end have blocks that are always full, for numbers of samples that they divide.
template <class T, class V = Native<T>>
using EveryLayout =
    Layouts<ctnn::SampleLanes<T, 1>, ctnn::SampleLanes<V, 1>, ctnn::SampleLanes<V, 2>, ctnn::SampleLanes<V, 4>, ctnn::FeatureLanes<V, 1>,
            ctnn::FeatureLanes<V, 3>, ctnn::FeatureLanes<V, 8>, ctnn::FeatureLanes<V, 64>, ctnn::FeatureLanes<V, 1, true>,
            ctnn::FeatureLanes<V, 5, true>, ctnn::FeatureLanes<V, 32, true>, ctnn::SampleLanes<V, 1, true>, ctnn::FeatureLanes<V, 9, false, true>>;
template <class T, class V = Native<T>>
using OneOfEachKind = Layouts<ctnn::SampleLanes<V, 2>, ctnn::FeatureLanes<V, 3>>;

template <class T, class V = Native<T>>
using Updating = Layouts<ctnn::SampleLanes<V, 2>, ctnn::FeatureLanes<V, 1>, ctnn::FeatureLanes<V, 32, true>, ctnn::FeatureLanes<V, 9, false, true>>;

template <class Layout>
constexpr bool may_run(int samples) {
  if constexpr (requires { Layout::always_full; }) return !Layout::always_full || samples % Layout::block == 0;
  else return true;
}
template <class Layout>
std::string name_of() {
  return (Layout::lanes_are_samples ? "lanes are samples, " : "lanes are features, ") + std::to_string(Layout::L) +
         " lanes, blocks of " + std::to_string(Layout::block);
}

template <class T>
inline constexpr double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-13;

// Two lists agree: to the tolerance, relative to the greatest number of the list. Said once a list, at the first place.
inline void same(const std::string& what, const auto& ours, const std::vector<double>& naive, double tolerance) {
  CAPTURE(what);
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

// Memory of the caller's, with a fence behind, all of it NaN: what is read before it is written shows, and so does what is
// written beyond the end.
template <class T>
class Fenced {
 public:
  explicit Fenced(long count) : numbers(std::size_t(count) + fence, std::numeric_limits<T>::quiet_NaN()) {}
  T* data() { return numbers.data(); }
  std::vector<T> taken() const { return {numbers.begin(), numbers.end() - fence}; }
  bool whole() const {
    return std::all_of(numbers.end() - fence, numbers.end(), [](T v) { return v != v; });
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

template <class First>
const First& either(const First& first, const auto&...) {
  return first;
}

// Runs one program; wants at least the results of so many numbers.
template <class G, class Loss, ctnn::Goal goal, class Layout, class Rule = ctnn::NoRule, class T, class Values, class Gradients>
T run(Values& values, Gradients* gradients, const T* uniforms, int samples, const T* x, const auto* targets, Fenced<T>& out,
      const auto&... with) {
  using Program = ctnn::Program<G, Loss, Layout, goal, Values, Gradients, Rule>;
  Fenced<T> memory(Program::scratch_size);
  Scratch<T> scratch{memory.data()};
  const T loss = Program::run(values, gradients, scratch, uniforms, samples, x, targets, out.data(), either(with..., ctnn::NoRuleValues{}),
                              Program::all_steps);
  CHECK(memory.whole());
  CHECK(out.whole());
  return loss;
}

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
    ((may_run<Layout>(samples) ? gradient_under_one<Layout>() : void()), ...);
  }
  // Parameters updated on the way, in two steps with momentum and one without, are those that an optimiser makes of the gradients.
  template <class... Layout>
  void updates_under(Layouts<Layout...>) {
    if constexpr (ctnn::detail::contractions_have_all_parameters<ctnn::graph<Net, ctnn::Training>, ctnn::Gradient<Net, T>::parameter_table.count>)
      ((may_run<Layout>(samples) ? updates_under_one<Layout>() : void()), ...);
  }
  // What else a program may be for: it keeps less, elsewhere.
  template <class... Layout>
  void other_goals_under(Layouts<Layout...>) {
    ((may_run<Layout>(samples) ? other_goals_under_one<Layout>() : void()), ...);
  }

 private:
  static constexpr bool depends_on_mode = ctnn::depends_on_mode<Net>, classes = ctnn::has_class_targets<L>;
  using Mode = std::conditional_t<depends_on_mode, ctnn::Training, ctnn::Evaluation>;
  using Target = std::conditional_t<classes, int, T>;
  static constexpr int in = ctnn::graph<Net, ctnn::Evaluation>::in, out = ctnn::graph<Net, ctnn::Evaluation>::out;

  struct Results {
    double clearance = std::numeric_limits<double>::infinity(), loss = 0;
    std::vector<double> output{}, input_gradient{}, gradient{}, buffers{};
  };

  L loss;
  int samples;
  Draw draw;
  ctnn::Model<Net, T> model;
  Layer<Net> net;
  std::vector<T> x;
  std::vector<Target> t;
  Results modes[2];  // evaluation, training

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

  template <class Layout>
  void gradient_under_one() {
    CAPTURE(name_of<Layout>());
    CAPTURE(samples);
    const auto uniforms = ctnn::detail::loss_uniforms<T>(loss);
    ctnn::Model<Net, T> trained = model;
    ctnn::Gradient<Net, T> grad{};
    net.each(grad, [](T& v, auto&) { v = std::numeric_limits<T>::quiet_NaN(); });  // what was there before does not count
    ctnn::NetValues<Net, T, true>& values = trained;
    ctnn::NetValues<Net, T, false>& gradients = grad;
    Fenced<T> nothing(0);
    const T l = run<ctnn::graph<Net, ctnn::Training>, ctnn::loss_formula<L>, ctnn::Goal::gradient, Layout>(
        values, &gradients, uniforms.data, samples, x.data(), t.data(), nothing);
    check_gradient(l, grad, trained);
  }
  template <class Layout>
  void updates_under_one() {
    CAPTURE(name_of<Layout>());
    CAPTURE(samples);
    using G = ctnn::graph<Net, ctnn::Training>;
    const auto uniforms = ctnn::detail::loss_uniforms<T>(loss);
    ctnn::Model<Net, T> trained = model, by_hand = model;
    // every other network by an optimiser that has no plain form
    using Method = std::conditional_t<G::size % 2 == 0, ctnn::SGD, HeavyBall>;
    ctnn::Optimizer on_the_way{Method{}, trained}, after{Method{}, by_hand};
    ctnn::Gradient<Net, T> grad{}, unused{};
    Fenced<T> nothing(0);
    for (int step = 0; step < 4; ++step) {
      if constexpr (std::is_same_v<Method, ctnn::SGD>)   // plain at last
        on_the_way.options = after.options = {.lr = 0.05, .momentum = step == 1 ? 0.9 : 0, .weight_decay = step < 2 ? 0.1 : 0};
      ctnn::NetValues<Net, T, true>& values = by_hand;
      ctnn::NetValues<Net, T, false>& gradients = grad;
      run<G, ctnn::loss_formula<L>, ctnn::Goal::gradient, Layout>(values, &gradients, uniforms.data, samples, x.data(), t.data(), nothing);
      after.step(by_hand, grad);
      on_the_way.with_rule([&](const auto& with) {
        using Rule = typename decltype(on_the_way)::rule;
        ctnn::NetValues<Net, T, true>& own = trained;
        ctnn::NetValues<Net, T, false>& room = unused;
        run<G, ctnn::loss_formula<L>, ctnn::Goal::gradient, Layout, Rule>(own, &room, uniforms.data, samples, x.data(), t.data(), nothing, with);
      });
      if (on_the_way.waits_for_gradients()) on_the_way.step_with_states(trained, unused);
    }
    std::vector<T> ours;
    std::vector<double> expected;
    net.each(trained, [&](T& v, auto&) { ours.push_back(v); });
    net.each(by_hand, [&](T& v, auto&) { expected.push_back(double(v)); });
    same("updated parameters", ours, expected, tolerance<T> / 10);
    CHECK(padding_is_zero(trained));
  }
  template <class Layout>
  void other_goals_under_one() {
    CAPTURE(name_of<Layout>());
    CAPTURE(samples);
    using G = ctnn::graph<Net, ctnn::Evaluation>;
    const ctnn::NetValues<Net, T, true>& values = model;
    const Results& expected = modes[!depends_on_mode];
    const auto uniforms = ctnn::detail::loss_uniforms<T>(loss);
    void* const none = nullptr;
    Fenced<T> y(samples * out), nothing(0), dx(samples * in);
    run<G, ctnn::NoLoss, ctnn::Goal::output, Layout>(values, none, uniforms.data, samples, x.data(), x.data(), y);
    same("output", y.taken(), expected.output, tolerance<T>);
    const T l = run<G, ctnn::loss_formula<L>, ctnn::Goal::loss, Layout>(values, none, uniforms.data, samples, x.data(), t.data(), nothing);
    same("loss", std::vector{l}, {expected.loss}, tolerance<T>);
    run<G, ctnn::loss_formula<L>, ctnn::Goal::input_gradient, Layout>(values, none, uniforms.data, samples, x.data(), t.data(), dx);
    same("input gradient", dx.taken(), expected.input_gradient, tolerance<T>);
    if constexpr (depends_on_mode) {
      Fenced<T> in_training(samples * in);
      run<ctnn::graph<Net, ctnn::Training>, ctnn::loss_formula<L>, ctnn::Goal::input_gradient, Layout>(
          values, none, uniforms.data, samples, x.data(), t.data(), in_training);
      same("input gradient in training", in_training.taken(), modes[1].input_gradient, tolerance<T>);
    }
  }
  void check_gradient(T l, ctnn::Gradient<Net, T>& grad, ctnn::Model<Net, T>& trained) {
    same("loss beside the gradient", std::vector{l}, {modes[1].loss}, tolerance<T>);
    std::vector<T> ours, buffers;
    net.each(grad, [&](T& v, auto&) { ours.push_back(v); });
    same("gradient", ours, modes[1].gradient, tolerance<T>);
    net.each_buffer(trained, [&](T& v, auto&) { buffers.push_back(v); });
    same("buffers", buffers, modes[1].buffers, tolerance<T>);
    CHECK(padding_is_zero(grad));
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
  constexpr int least = ctnn::detail::least_batch(ctnn::leaves<Net>{});
  fuses<Net, L, T>(least > 1 ? least : 1, EveryLayout<T>{}, OneOfEachKind<T>{}, Updating<T>{});
}

}  // namespace laws
