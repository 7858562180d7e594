// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = (x - mean) / sqrt(var + eps) * weight + bias with mean and (biased) variance over the features of each sample, as
// torch.nn.LayerNorm(features). Shapes: x and y are B x Features, weight and bias Features; weight starts at 1, bias at
// 0.
template <int Features, Num Eps = 1e-5>
struct LayerNorm {
  static_assert(Features > 0, "LayerNorm<Features>: Features must be at least 1");
  static constexpr int in_features = Features, out_features = Features;
  using formula = LayerNorm<2, Eps>;  // the same whatever the size

  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Features> weight;
    typename Make::template parameter<1, Features> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < Features; ++i) p.weight(i) = 1, p.bias(i) = 0;
  }

  constexpr auto operator()(auto x, auto p) const {
    auto centred = x - mean(x, features);
    // d var / d mean is 0: the squares need not be followed into the mean
    auto var = mean(square(x - detach(mean(x, features))), features);
    return centred / sqrt(var + Eps.value) * p.weight + p.bias;
  }
  static constexpr void extra_repr(auto& out) {
    out(internals::Shape<Features>{}), out("eps", Eps), out("elementwise_affine", true);
  }
};

}  // namespace ctnn::inline CTNN_TARGET
