// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/exp_quotient.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

// The hyperbolic tangent. Within 2.8 ulp (float, all inputs measured) and 3.1 ulp (double, sampled), never beyond 1.
//
// It is (e^2a - 1) / (e^2a + 1) for a = |x|; with the quotient for e^2a and h = (2^n - 1) / 2 that is
// (h (d + r) + r) / (h (d + r) + d).
template <Floating V>
CTNN_INLINE constexpr V tanh(const V& x) {
  using T = element_t<V>;
  constexpr T one_from = sizeof(T) == 4 ? 10 : 20;  // there r and d vanish beside h
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && x != x) return x;
  const auto [s, d, r] = exp_quotient_of<false, -1>((min)(abs(x), splat<V>(one_from)));
  const V h = s - splat<V>(T(0.5)), sum = d + r;
  return with_sign_of((h * sum + r) / (h * sum + d), x);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
