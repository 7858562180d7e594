// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x where 0 < x, else weight * x, as torch.nn.PReLU(N): one weight for all, or one for each channel. Any shape.
template <int N = 1>
struct PReLU {
  static constexpr int rank = 0;  // any
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, N> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < N; ++i) p.weight(i) = 0.25f;
  }

  constexpr auto operator()(auto x, auto p) const {
    if constexpr (N == 1) {
      const auto one = x.axis(1);
      return where(0 < x, x, at(p.weight(one), graph::Put{one, 0}) * x);
    } else return where(0 < x, x, p.weight(x[1]) * x);
  }
  static constexpr void extra_repr(auto& out) { out("num_parameters", N); }
};

}  // namespace ctnn::inline CTNN_TARGET
