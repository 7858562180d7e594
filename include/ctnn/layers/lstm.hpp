// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/sqrt.hpp>
#include <ctnn/graph/scan.hpp>
#include <ctnn/graph/symbols.hpp>
#include <ctnn/random/uniform.hpp>

namespace ctnn::inline CTNN_TARGET {

// Long short-term memory along the first axis of a sample, as torch.nn.LSTM(In, Hidden, batch_first=True): all hidden
// states, from states of zero. Shapes: B x T x In -> B x T x Hidden; the weights of the gates i, f, g, o lie one after
// the other.
template <int In, int Hidden>
struct LSTM {
  static constexpr int rank = 3, in_features = In;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4 * Hidden, In> weight_ih;
    typename Make::template parameter<1, 4 * Hidden, Hidden> weight_hh;
    typename Make::template parameter<2, 4 * Hidden> bias_ih;
    typename Make::template parameter<3, 4 * Hidden> bias_hh;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("weight_ih_l0", p.weight_ih...), f("weight_hh_l0", p.weight_hh...);
    f("bias_ih_l0", p.bias_ih...), f("bias_hh_l0", p.bias_hh...);
  }
  // Uniformly within +-1 / sqrt(Hidden), one parameter after the other.
  static constexpr void initialize(auto& p, Generator& rng) {
    using T = typename std::remove_cvref_t<decltype(p.bias_ih)>::value_type;
    constexpr T bound = static_cast<T>(1 / internals::correctly_rounded_sqrt(double(Hidden)));
    for (int j = 0; j < 4 * Hidden; ++j)
      for (int i = 0; i < In; ++i) p.weight_ih(j, i) = uniform<T>(rng, -bound, bound);
    for (int j = 0; j < 4 * Hidden; ++j)
      for (int i = 0; i < Hidden; ++i) p.weight_hh(j, i) = uniform<T>(rng, -bound, bound);
    for (int j = 0; j < 4 * Hidden; ++j) p.bias_ih(j) = uniform<T>(rng, -bound, bound);
    for (int j = 0; j < 4 * Hidden; ++j) p.bias_hh(j) = uniform<T>(rng, -bound, bound);
  }

  constexpr auto operator()(auto x, auto p) const {
    using graph::Put;
    const auto b = x[0], t = x[1], i = x[2], r = x.axis(4 * Hidden), h = x.axis(Hidden), j = x.axis(Hidden);
    const auto u = sum(p.weight_ih(r, i) * x, i) + p.bias_ih(r) + p.bias_hh(r);
    const graph::Value zero = graph::filled(*x.graph, 0, b, h);
    const auto states = graph::scan(t, {zero, zero}, [&](auto before) {
      const auto a = u + sum(p.weight_hh(r, j) * at(before.state[0], Put{h, j}), j);
      const auto gate = [&](int k) { return at(a, Put{r, graph::Index(h) + k * Hidden}); };
      const auto cell = sigmoid(gate(1)) * before.state[1] + sigmoid(gate(0)) * tanh(gate(2));
      before.state[0] = sigmoid(gate(3)) * tanh(cell), before.state[1] = cell;
      return before;
    });
    return arranged(states.state[0], b, t, h);
  }
  static constexpr void extra_repr(auto& out) { out(In), out(Hidden), out("batch_first", true); }
};

}  // namespace ctnn::inline CTNN_TARGET
