// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include "ctnn/simd/horner.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); log(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2 artanh(s) = 2 s + s^3 q(s^2),
// q minimax for the relative error of the logarithm: 2^-30.2 (float), 2^-59.4 (double).
template <class T>
struct log_constants;
template <>
struct log_constants<float> {
  static constexpr int mantissa_bits = 23;
  static constexpr std::int32_t sqrt_half = 0x3f3504f3, one = 0x3f800000;  // bits of the numbers
  static constexpr float subnormal_scale = 0x1p23f;
  static constexpr float ln2_high = 0x1.62ep-1f, ln2_low = 0x1.0bfbe8p-15f;
  static constexpr float q[] = {0.66666777394942123252f, 0.39977394459925119328f, 0.29876187131892697899f};
};
template <>
struct log_constants<double> {
  static constexpr int mantissa_bits = 52;
  static constexpr std::int64_t sqrt_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;
  static constexpr double subnormal_scale = 0x1p52;
  static constexpr double ln2_high = 0x1.62e42fefap-1, ln2_low = 0x1.cf79abc9e3b3ap-40;
  static constexpr double q[] = {0.66666666666667360529, 0.39999999999402303514, 0.28571428745445740637, 0.22222198230105376192,
                                 0.18183583587314167417, 0.15313523069578484693, 0.1480155823712594209};
};

// The natural logarithm. -infinity at 0, NaN below.
template <Floating V>
[[gnu::always_inline]] constexpr V log(const V& x) {
  using T = element_t<V>;
  using I = bits_t<V>;
  using c = log_constants<T>;
  using limits = std::numeric_limits<T>;
  if (lanes<V> == 1 && std::is_constant_evaluated())
    if constexpr (lanes<V> == 1)
      if (!(x > 0 && x <= limits::max())) return x == 0 ? -limits::infinity() : x < 0 ? limits::quiet_NaN() : x;

  const auto subnormal = x < splat<V>(limits::min());
  const V scaled = select<V>(subnormal, x * splat<V>(c::subnormal_scale), x);
  const I offset = bit_cast<I>(scaled) - splat<I>(c::sqrt_half);
  const I exponent = offset >> c::mantissa_bits;
  const V m = bit_cast<V>((offset & splat<I>((element_t<I>{1} << c::mantissa_bits) - 1)) + splat<I>(c::sqrt_half));
  const V n = convert<V>(exponent) - select<V>(subnormal, splat<V>(c::mantissa_bits), V{});

  // 2 s = f - s f, and s f = f^2 / 2 - s f^2 / 2: the large terms f and f^2 / 2 are nearly exact
  const V f = m - splat<V>(1), s = f / (splat<V>(2) + f), square = s * s, half = splat<V>(T(0.5)) * f * f;
  const V tail = s * (half + square * horner(square, c::q));
  const V y = n * splat<V>(c::ln2_high) - ((half - (tail + n * splat<V>(c::ln2_low))) - f);

  const V finite = select<V>(x <= splat<V>(limits::max()), y, x);
  const V at_most_0 = select<V>(x < V{}, splat<V>(limits::quiet_NaN()), splat<V>(-limits::infinity()));
  return select<V>(x <= V{}, at_most_0, finite);
}

}  // namespace ctnn::inline CTNN_TARGET::simd
