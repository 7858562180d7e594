// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/graph/symbols.hpp>
#include <utility>

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
    auto var = mean(square(x - stationary(mean(x, features))), features);
    return centred / sqrt(var + Eps.value) * p.weight + p.bias;
  }
  static constexpr void extra_repr(auto& out) {
    out(internals::Shape<Features>{}), out("eps", Eps), out("elementwise_affine", true);
  }
};

// The same over the last axes of a value, as many as there are extents, as torch.nn.LayerNorm((C, H, W)). Shapes: x and
// y are B x ... x Extents, weight and bias Extents.
template <int... Extents>
struct LayerNormOver {
  static_assert(sizeof...(Extents) > 0 && ((Extents > 0) && ...),
                "LayerNormOver<Extents...>: at least one extent, and each at least 1");
  static constexpr char name[] = "LayerNorm";
  static constexpr int rank = 0;  // any that has these axes
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Extents...> weight;
    typename Make::template parameter<1, Extents...> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  static constexpr void initialize(auto& p) {
    constexpr int extent[] = {Extents..., 1};
    if constexpr (sizeof...(Extents) == 2) {
      for (int j = 0; j < extent[0]; ++j)
        for (int i = 0; i < extent[1]; ++i) p.weight(j, i) = 1, p.bias(j, i) = 0;
    } else
      for (int i = 0; i < (Extents * ...); ++i) p.weight.storage()[i] = 1, p.bias.storage()[i] = 0;
  }

  constexpr auto operator()(auto x, auto p) const {
    constexpr int count = sizeof...(Extents);
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      const graph::Axes along = (graph::Axes(x[K - count]) | ...);
      const auto centred = x - mean(x, along), var = mean(square(x - stationary(mean(x, along))), along);
      return centred / sqrt(var + 1e-5) * p.weight(x[K - count]...) + p.bias(x[K - count]...);
    }
    (std::make_integer_sequence<int, count>{});
  }
  static constexpr void extra_repr(auto& out) {
    out(internals::Shape<Extents...>{}), out("eps", Num(1e-5)), out("elementwise_affine", true);
  }
};

}  // namespace ctnn::inline CTNN_TARGET
