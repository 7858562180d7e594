// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "interpreter.hpp"

// A user's activation, whose slope needs its argument and not only its result: s(x) (1 + x s(-x)) with s the sigmoid.
struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x); }
};
struct SwishCurve : laws::Smooth {
  static double value(double x) { return x / (1 + std::exp(-x)); }
  static double slope(double x) { return (1 + x / (1 + std::exp(x))) / (1 + std::exp(-x)); }
};
template <>
struct laws::Layer<Swish> : laws::Mapped<SwishCurve> {};
