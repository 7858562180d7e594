// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>

namespace harness {

using namespace ctnn;

// y = x W^T + b along the last axis of any value.
template <int In, int Out>
struct Linear {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Out, In> weight;
    typename Make::template parameter<1, Out> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto i = x[-1], o = x.axis(Out);
    return ctnn::graph::sum(p.weight(o, i) * x, i) + p.bias(o);
  }
};

// Over the last axes, as many as there are extents.
template <int... E>
struct LayerNorm {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, E...> weight;
    typename Make::template parameter<1, E...> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto apply = [&](auto... axis) {
      const ctnn::graph::Axes along = (ctnn::graph::Axes(axis) | ...);
      const auto centred = x - mean(x, along), var = mean(square(x - detach(mean(x, along))), along);
      return centred / sqrt(var + 1e-5) * p.weight(axis...) + p.bias(axis...);
    };
    if constexpr (sizeof...(E) == 1) return apply(x[-1]);
    else return apply(x[-2], x[-1]);
  }
};

struct ReLU {
  constexpr auto operator()(auto x) const { return (max)(x, 0); }
};
struct Tanh {
  constexpr auto operator()(auto x) const { return tanh(x); }
};
struct GELU {
  constexpr auto operator()(auto x) const { return 0.5 * x * (1 + erf(0.70710678118654752440 * x)); }
};
struct MSE {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)); }
};
struct CrossEntropy {
  constexpr auto operator()(auto y, auto t) const { return mean(-gather(log_softmax(y), t)); }
};
// Two values of one shape.
struct Add {
  constexpr auto operator()(auto a, auto b) const { return a + ctnn::graph::along(b, a); }
};

}  // namespace harness
