// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/sqrt.hpp"
#include "ctnn/simd/across.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// The square root, rounded to nearest; NaN for negative numbers.
template <Floating V>
[[gnu::always_inline]] constexpr V sqrt(const V& x) {
  if constexpr (lanes<V> == 1) return correctly_rounded_sqrt(x);
  else {
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_sqrt)
    return __builtin_elementwise_sqrt(x);
#else
    // g++ has no square root of its vectors, and errno keeps it from vectorizing a loop of scalar ones; x86 has these
    constexpr int bytes = sizeof(V);
    constexpr bool is_float = sizeof(element_t<V>) == 4;
    static_cast<void>(is_float);
#  if defined(__AVX512F__)
    if constexpr (bytes == 64 && is_float) return __builtin_ia32_sqrtps512_mask(x, x, -1, 4);
    else if constexpr (bytes == 64) return __builtin_ia32_sqrtpd512_mask(x, x, -1, 4);
    else
#  endif
#  if defined(__AVX__)
    if constexpr (bytes == 32 && is_float) return __builtin_ia32_sqrtps256(x);
    else if constexpr (bytes == 32) return __builtin_ia32_sqrtpd256(x);
    else
#  endif
#  if defined(__SSE2__)
    if constexpr (bytes == 16 && is_float) return __builtin_ia32_sqrtps(x);
    else if constexpr (bytes == 16) return __builtin_ia32_sqrtpd(x);
    else
#  endif
    {
      V root{};
#pragma GCC unroll 64
      for (int i = 0; i < lanes<V>; ++i) root[i] = correctly_rounded_sqrt(x[i]);
      return root;
    }
#endif
  }
}

}  // namespace ctnn::inline CTNN_TARGET::simd
