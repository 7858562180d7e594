// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/core/sqrt.hpp>
#include <ctnn/simd/across.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

#if defined(__SSE2__) && !defined(__clang__)
// g++ 12 and clang++ before 17 have no square root of a vector, and errno keeps g++ from making one of a loop.
CTNN_INLINE inline vec<float, 4> vector_sqrt(const vec<float, 4>& x) { return __builtin_ia32_sqrtps(x); }
CTNN_INLINE inline vec<double, 2> vector_sqrt(const vec<double, 2>& x) { return __builtin_ia32_sqrtpd(x); }
#  if defined(__AVX__)
CTNN_INLINE inline vec<float, 8> vector_sqrt(const vec<float, 8>& x) { return __builtin_ia32_sqrtps256(x); }
CTNN_INLINE inline vec<double, 4> vector_sqrt(const vec<double, 4>& x) { return __builtin_ia32_sqrtpd256(x); }
#  endif
#  if defined(__AVX512F__)
// all lanes, rounded as usual
CTNN_INLINE inline vec<float, 16> vector_sqrt(const vec<float, 16>& x) {
  return __builtin_ia32_sqrtps512_mask(x, x, -1, 4);
}
CTNN_INLINE inline vec<double, 8> vector_sqrt(const vec<double, 8>& x) {
  return __builtin_ia32_sqrtpd512_mask(x, x, -1, 4);
}
#  endif
#endif

// The square root, rounded to nearest; NaN for negative numbers.
template <Floating V>
CTNN_INLINE constexpr V sqrt(const V& x) {
  constexpr int L = lanes<V>;
  if constexpr (L == 1) return correctly_rounded_sqrt(x);
#if __has_builtin(__builtin_elementwise_sqrt)
  else return __builtin_elementwise_sqrt(x);
#else
  else if constexpr (requires { vector_sqrt(x); }) return vector_sqrt(x);
  else if constexpr (L == 2) return V{sqrt(x[0]), sqrt(x[1])};
  else {
    const auto low = sqrt(shuffle<[](int i) { return i; }, L / 2>(x, x));
    const auto high = sqrt(shuffle<[](int i) { return i + L / 2; }, L / 2>(x, x));
    return shuffle<[](int i) { return i; }, L>(low, high);
  }
#endif
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
