// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/exp_quotient.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

// The logistic function 1 / (1 + e^-x), accurate also where it is small, and 0 where it is below the smallest normal
// number. Within 2.5 ulp (float, all inputs measured; double, sampled).
template <Floating V>
CTNN_INLINE constexpr V sigmoid(const V& x) {
  using T = element_t<V>;
  // Below the least a, 1 + e^2a is 1; of the most, 2^n is infinite and the quotient is 0.
  constexpr T least = sizeof(T) == 4 ? -40 : -340, most = T(sizeof(T) == 4 ? 44 : 354.5) + T(has_infinity ? 0.5 : 0);
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && !(x > -2 * most && x < -2 * least)) return x < 0 ? T(0) : x > 0 ? T(1) : x;
  const V a = (min)((max)(x * splat<V>(T(-0.5)), splat<V>(least)), splat<V>(most));
  const auto [s, d, r] = exp_quotient_of<true, 0>(a);
  return (d - r) / (s * (d + r) + (d - r));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
