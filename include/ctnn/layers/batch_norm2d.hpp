// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/num.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/graph/symbols.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = (x - mean) / sqrt(var + eps) * weight + bias for each channel, as torch.nn.BatchNorm2d(Channels, eps, momentum).
// Shapes: B x Channels x H x W. In training mean and (biased) variance are those of the batch, and the running ones
// follow, with the unbiased variance; in evaluation they are the running ones.
template <int Channels, Num Eps = 1e-5, Num Momentum = 0.1>
struct BatchNorm2d {
  static constexpr int rank = 4, in_channels = Channels;
  static constexpr int least_batch = 2;  // values of each channel
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Channels> weight;
    typename Make::template parameter<1, Channels> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...), f("bias", p.bias...); }
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, Channels> running_mean;
    typename Make::template buffer<1, Channels> running_var;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) {
    f("running_mean", b.running_mean...), f("running_var", b.running_var...);
  }

  constexpr auto operator()(auto x, auto p, auto, Training) const {
    return normalise(x, mean(x, along(x)), variance(x), p);
  }
  constexpr auto operator()(auto x, auto p, auto b, Evaluation) const {
    return normalise(x, b.running_mean(x[1]), b.running_var(x[1]), p);
  }
  // The buffers after a training batch.
  static constexpr auto update(auto x, auto b) {
    const auto n = elements(x, along(x));
    return updates((1 - Momentum.value) * b.running_mean(x[1]) + Momentum.value * mean(x, along(x)),
                   (1 - Momentum.value) * b.running_var(x[1]) + Momentum.value * (variance(x) * (n / (n - 1))));
  }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < Channels; ++i) p.weight(i) = 1, p.bias(i) = 0, p.running_mean(i) = 0, p.running_var(i) = 1;
  }

  static constexpr void extra_repr(auto& out) {
    out(Channels), out("eps", Eps), out("momentum", Momentum), out("affine", true), out("track_running_stats", true);
  }

 private:
  static constexpr graph::Axes along(auto x) { return x[0] | x[2] | x[3]; }
  static constexpr auto normalise(auto x, auto mu, auto var, auto p) {
    return (x - mu) / sqrt(var + Eps.value) * p.weight(x[1]) + p.bias(x[1]);
  }
  // d var / d mean is 0: the squares need not be followed into the mean
  static constexpr auto variance(auto x) { return mean(square(x - detach(mean(x, along(x)))), along(x)); }
};

}  // namespace ctnn::inline CTNN_TARGET
