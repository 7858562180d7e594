// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/sqrt.hpp"
#include "ctnn/core/target.hpp"
#include "ctnn/random/generator.hpp"
#include "ctnn/random/uniform.hpp"

namespace ctnn::inline CTNN_TARGET::internals::random {

// Weights and biases of torch's nn.Linear start uniform within these distances of zero.
struct LinearBounds {
  double weight, bias;
};

// Both are 1 / sqrt(fan_in) on paper. torch computes the weights' as kaiming_uniform_(a = sqrt(5)), sqrt(3) * (gain /
// sqrt(fan_in)) with gain = sqrt(2 / (1 + a^2)), and the last bit may differ. A constant, because a constant expression
// neither contracts nor reorders.
template <int FanIn>
constexpr LinearBounds make_linear_bounds() {
  if (FanIn == 0) return LinearBounds{0, 0};
  const double a = correctly_rounded_sqrt(5.0);
  const double gain = correctly_rounded_sqrt(2.0 / (1 + a * a));
  const double root = correctly_rounded_sqrt(static_cast<double>(FanIn));
  return LinearBounds{correctly_rounded_sqrt(3.0) * (gain / root), 1 / root};
}
template <int FanIn>
inline constexpr LinearBounds linear_bounds = make_linear_bounds<FanIn>();

// Draws the weights of an nn.Linear(In, Out), row after row, and hands each on: put_weight(j, i, value) for output j
// and input i.
template <class T, int In, int Out>
constexpr void linear_init(Generator& rng, auto&& put_weight) {
  constexpr T bound = static_cast<T>(linear_bounds<In>.weight);
  for (int j = 0; j < Out; ++j) {
    for (int i = 0; i < In; ++i) put_weight(j, i, uniform<T>(rng, -bound, bound));
  }
}

// And then its biases: put_bias(j, value).
template <class T, int In, int Out>
constexpr void linear_init(Generator& rng, auto&& put_weight, auto&& put_bias) {
  linear_init<T, In, Out>(rng, put_weight);
  constexpr T bound = static_cast<T>(linear_bounds<In>.bias);
  for (int j = 0; j < Out; ++j) put_bias(j, uniform<T>(rng, -bound, bound));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::random
