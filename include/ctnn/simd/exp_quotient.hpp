// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/exponent.hpp>
#include <ctnn/simd/polynomial.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

template <class T>
struct exp_quotient_constants;
// r coth(r) for |r| <= ln 2 / 4 as the polynomial 1 + ... in r^2 of least relative error: 2^-28.8 (float), 2^-60.0
// (double).
template <>
struct exp_quotient_constants<float> {
  static constexpr float d[] = {1, 0.33333251041064211749f, -0.022133767078880614384f};
};
template <>
struct exp_quotient_constants<double> {
  static constexpr double d[] = {1,
                                 0.33333333333333202175,
                                 -0.022222222221604541997,
                                 0.0021164020219490613122,
                                 -0.00021163390728976471583,
                                 0.000021186633143765315722};
};

// e^(2a) = 2^n (d + r) / (d - r), where n is the nearest integer, r = a - n ln 2 / 2 and d = r coth(r). What is made of
// such quotients need not cancel near 0, where n = 0.
template <Floating V>
struct exp_quotient {
  V s, d, r;  // s = 2^(n + Exponent)
};

// Large: for a up to the end of the exponents. Otherwise for |a| < 32.
template <bool Large, int Exponent, Floating V>
CTNN_INLINE constexpr exp_quotient<V> exp_quotient_of(const V& a) {
  using T = element_t<V>;
  constexpr T more = bias<T> + Exponent;
  const V shifted = a * splat<V>(2 * log2_of_e<T>) + splat<V>(rounder<T> + more);
  const V n = without_rounder(shifted, more);
  V r = a - n * splat<V>((Large ? ln2<T>::high : ln2<T>::whole) / 2);
  if constexpr (Large) r = r - n * splat<V>(ln2<T>::low / 2);
  return {power_of_two(shifted), polynomial(V(r * r), exp_quotient_constants<T>::d), r};
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
