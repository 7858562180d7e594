// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/log.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

// log(1 + x), accurate also where x is small; -infinity at -1, NaN below. Within 2 ulp (sampled).
//
// w = 1 + x is rounded; log(1 + x) = log(w) + log(1 + (x - (w - 1)) / w), where the second is its argument but for its
// square, and w - 1 is exact (Higham, "Accuracy and stability of numerical algorithms", 1.14.1).
template <Floating V>
CTNN_INLINE constexpr V log1p(const V& x) {
  using T = element_t<V>;
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && !(x > -1 && x <= (std::numeric_limits<T>::max)())) return log(x + 1);
  const V w = rounded(V(splat<V>(1) + x)), y = log(w), corrected = y + (x - (w - splat<V>(1))) / w;
  return select<V>(abs(y) <= splat<V>((std::numeric_limits<T>::max)()), corrected,
                   y);  // at infinity and -1 the correction is NaN
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
