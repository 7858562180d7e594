// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/num.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = (x - mean) / sqrt(var + eps) * weight + bias for each feature, as torch.nn.BatchNorm1d(features, eps, momentum).
// Shapes: B x Features, or with steps and the like between them B x ... x Features. In training mean and (biased)
// variance are the batch's, and the running ones follow: running = (1 - momentum) * running + momentum * batch's, with
// the unbiased variance. In evaluation they are the running ones. A batch of one sample cannot be trained on
// (value_error). weight starts at 1, bias at 0, running_mean at 0, running_var at 1.
template <int Features, Num Eps = 1e-5, Num Momentum = 0.1>
struct BatchNorm1d {
  static_assert(Features > 0, "BatchNorm1d<Features>: Features must be at least 1");
  static constexpr int in_features = Features, out_features = Features, least_batch = 2;
  using formula = BatchNorm1d<2, Eps, Momentum>;  // the same whatever the size

  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Features> weight;
    typename Make::template parameter<1, Features> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, Features> running_mean;
    typename Make::template buffer<1, Features> running_var;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) {
    f("running_mean", b.running_mean...), f("running_var", b.running_var...);
  }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < Features; ++i) p.weight(i) = 1, p.bias(i) = 0, p.running_mean(i) = 0, p.running_var(i) = 1;
  }

  constexpr auto operator()(auto x, auto p, auto, Training) const {
    return normalise(x, mean(x, along(x)), variance(x), p);
  }
  constexpr auto operator()(auto x, auto p, auto b, Evaluation) const {
    return normalise(x, b.running_mean, b.running_var, p);
  }

  static constexpr void extra_repr(auto& out) {
    out(Features), out("eps", Eps), out("momentum", Momentum), out("affine", true), out("track_running_stats", true);
  }

  // The buffers after a training batch, in their order.
  static constexpr auto update(auto x, auto b) {
    auto n = elements(x, along(x));
    auto unbiased = variance(x) * (n / (n - 1));
    return updates((1 - Momentum.value) * b.running_mean + Momentum.value * mean(x, along(x)),
                   (1 - Momentum.value) * b.running_var + Momentum.value * unbiased);
  }

 private:
  // All axes but the features.
  static constexpr graph::Axes along(auto x) { return x.axes() & ~graph::Axes(x.graph->last); }
  static constexpr auto normalise(auto x, auto mu, auto var, auto p) {
    return (x - mu) / sqrt(var + Eps.value) * p.weight + p.bias;
  }
  // d var / d mean is 0: the squares need not be followed into the mean
  static constexpr auto variance(auto x) { return mean(square(x - detach(mean(x, along(x)))), along(x)); }
};

}  // namespace ctnn::inline CTNN_TARGET
