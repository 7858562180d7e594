// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>

namespace harness {

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

}  // namespace harness
