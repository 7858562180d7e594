// SPDX-License-Identifier: BSL-1.0
#include "steps.hpp"

using namespace steps;

// The mean of all steps, and the last of them: B x T x C -> B x C.
struct MeanOverSteps {
  static constexpr int rank = 3;
  constexpr auto operator()(auto x) const { return mean(x, x[1]); }
};
struct LastStep {
  static constexpr int rank = 3;
  constexpr auto operator()(auto x) const { return at(x, graph::Put{x[1], x.extent(x[1]) - 1}); }
};
// Steps that are not there yet, or no more, are 0: as indices of their own, and where one is summed over some.
struct Delayed {
  static constexpr int rank = 3;
  constexpr auto operator()(auto x) const {
    const auto t = x[1], k = x.axis(4);
    return at(x, graph::Put{t, graph::Index(t) - 5}) + 0.5 * at(x, graph::Put{t, graph::Index(t) + 3}) +
           0.25 * sum(at(x, graph::Put{t, graph::Index(k)}), k) +
           sum(at(x, graph::Put{t, graph::Index(t) - 2 * graph::Index(k)}), k);
  }
};
// A matrix product of what came five steps before, of the feature before, and one of the first steps alone.
template <int Features>
struct LinearOfDelayed {
  static constexpr int rank = 3, in_features = Features;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Features, Features - 1> weight;
    typename Make::template parameter<1, Features> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto b = x[0], t = x[1], c = x[2], i = x.axis(Features - 1), o = x.axis(Features), k = x.axis(3);
    const graph::Put shifted{c, graph::Index(i) - 1};
    const auto before = at(x, graph::Put{t, graph::Index(t) - 5}, shifted);
    const auto first = at(x, graph::Put{t, graph::Index(k)}, shifted);
    return arranged(sum(p.weight(o, i) * before, i) + sum(p.weight(o, i) * sum(first, k), i) + p.bias(o), b, t, o);
  }
};
// From the last step to the first.
template <int Features>
struct BackwardMean {
  static constexpr int rank = 3, in_features = Features;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Features> rate;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("rate", p.rate...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto b = x[0], t = x[1], i = x[2], s = x.axis(x.extent(t));
    const auto a = sigmoid(p.rate(i));
    const graph::Value zero = graph::filled(*x.graph, 0, b, i);
    const auto turned = at(x, graph::Put{t, x.extent(t) - 1 - graph::Index(s)});
    const auto states = graph::scan(s, {zero}, [&](auto before) {
      before.state[0] = a * before.state[0] + (1 - a) * turned;
      return before;
    });
    return arranged(states.state[0], b, s, i) / elements(x, t);
  }
};

TEST_CASE("layers of each step, and reductions of all") {
  some_steps<Seq<Input<dynamic, 3>, Linear<3, 4>, Tanh, MeanOverSteps, Linear<4, 2>>>();
  short_and_long<Seq<Input<dynamic, 3>, Linear<3, 4>, LayerNormOver<4>, LastStep, Linear<4, 2>>>();
  some_steps<Seq<Input<dynamic, 3>, SoftmaxAlong<1>, Linear<3, 2>>>();
  short_and_long<Seq<Input<dynamic, 3>, Linear<3, 2>, Flatten, Softmax>>();
  some_steps<Seq<Input<dynamic, 4>, Residual<Linear<4, 8>, GLU>, Concat<Linear<4, 2>, SiLU>>>();
}
TEST_CASE("steps before and after") {
  short_and_long<Seq<Input<dynamic, 3>, Linear<3, 3>, Delayed, Linear<3, 2>>>();
  some_steps<Seq<Input<dynamic, 4>, LinearOfDelayed<4>, Linear<4, 2>>>();
  short_and_long<Seq<Input<dynamic, 3>, BackwardMean<3>, Linear<3, 2>>>();
}
TEST_CASE("attention") { short_and_long<Seq<Input<dynamic, 4>, SelfAttention<4>, Tanh, Linear<4, 2>>>(); }
TEST_CASE("tables and noise") {
  some_steps<Seq<Input<dynamic>, Embedding<7, 3>, LSTM<3, 4>, Dropout<0.3>, Linear<4, 2>>>();
}
