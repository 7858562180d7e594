// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/simd/exponent.hpp"
#include "ctnn/simd/horner.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// tanh(r) = r + r^3 q(r^2) for |r| <= ln 2 / 4, with the least relative error: 2^-32.5 (float), 2^-57.7 (double).
template <class T>
struct exp_quotient_constants;
template <>
struct exp_quotient_constants<float> {
  static constexpr float q[] = {-0.33333322662595772684f, 0.13331176136531731344f, -0.05272488670271327979f};
};
template <>
struct exp_quotient_constants<double> {
  static constexpr double q[] = {-0.33333333333332476162, 0.13333333332778955121,   -0.053968252773755807429,
                                 0.021869370101597945135, -0.0088572883168479514607, 0.0034445860560751719044};
};

// e^(2a) = s (1 + t) / (1 - t), where s = 2^n is the nearest power of two and t = tanh(a - n ln 2 / 2): what sigmoidal functions are quotients of
// without cancellation, also near 0, where s = 1. The second constructor is for |a| up to the end of the exponents, the first for |a| < 32.
template <Floating V>
struct ExpQuotient {
  V s, t;
};

template <bool Large, Floating V>
[[gnu::always_inline]] constexpr ExpQuotient<V> exp_quotient(const V& a) {
  using T = element_t<V>;
  const V shifted = a * splat<V>(2 * log2_of_e<T>) + splat<V>(rounder<T>);
  const V n = without_rounder(shifted);
  V r;
  if constexpr (Large) r = a - n * splat<V>(ln2<T>::high / 2) - n * splat<V>(ln2<T>::low / 2);
  else r = a - n * splat<V>(ln2<T>::whole / 2);
  const V square = r * r;
  return {scale(splat<V>(1), shifted), r + r * square * horner(square, exp_quotient_constants<T>::q)};
}

}  // namespace ctnn::inline CTNN_TARGET::simd
