// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/lstm.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("LSTM") {
  check_derivatives<LSTM<2, 3>, 4, 2>();
  check_layer<LSTM<2, 3>, double, 1, 4, 2>();
  check_layer<LSTM<2, 3>, float, 16, 4, 2>();
  check_layer<LSTM<5, 9>, double, 8, 11, 5>();
}

// A gated unit whose step multiplies twice: what its first product reads is wanted again in the next step, when the
// second one has come and gone. It begins at the input's first step, and may run backwards.
template <int In, int Hidden, bool FromInput>
struct Gated {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Hidden, In> input;
    typename Make::template parameter<1, Hidden, Hidden> gate;
    typename Make::template parameter<2, Hidden, Hidden> mixed;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("input", p.input...), f("gate", p.gate...), f("mixed", p.mixed...);
  }
  constexpr auto operator()(auto x, auto p) const {
    using graph::Put;
    const auto b = x[0], t = x[1], i = x[2], h = x.axis(Hidden), j = x.axis(Hidden);
    const auto u = tanh(sum(p.input(h, i) * x, i));
    const graph::Value first = FromInput ? at(u, Put{t, graph::Index(0)}) : graph::filled(*x.graph, 0, b, h);
    const auto states = graph::scan(t, {arranged(first, b, h)}, [&](auto before) {
      const auto r = sigmoid(u + sum(p.gate(h, j) * at(before.state[0], Put{h, j}), j));
      const auto kept = r * before.state[0];
      before.state[0] = tanh(sum(p.mixed(h, j) * at(kept, Put{h, j}), j) + 0.5 * kept);
      return before;
    });
    return arranged(states.state[0], b, t, h);
  }
};
TEST_CASE("two products a step, and states that begin at a value") {
  check_derivatives<Gated<2, 3, false>, 4, 2>();
  check_derivatives<Gated<2, 3, true>, 4, 2>();
  check_layer<Gated<2, 3, false>, double, 1, 4, 2>();
  check_layer<Gated<3, 5, false>, float, 16, 6, 3>();
  check_layer<Gated<3, 5, true>, double, 8, 6, 3>();
}
