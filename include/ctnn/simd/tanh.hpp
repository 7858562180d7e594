// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/simd/exp_quotient.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// The hyperbolic tangent, (e^2a - 1) / (e^2a + 1) for a = |x|.
template <Floating V>
[[gnu::always_inline]] constexpr V tanh(const V& x) {
  using T = element_t<V>;
  constexpr T one_from = T(sizeof(T) == 4 ? 9.2 : 19.4);  // there the quotient is 1 and tanh has come nearer to 1 than an ulp
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && x != x) return x;
  const auto [s, t] = exp_quotient<false>(min(abs(x), splat<V>(one_from)));
  const V less = s - splat<V>(1), more = s + splat<V>(1);
  return copysign((less + more * t) / (more + less * t), x);
}

}  // namespace ctnn::inline CTNN_TARGET::simd
