// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/across.hpp>

// Vectors of which only the first n lanes are in memory, 0 <= n <= L.

namespace ctnn::inline CTNN_TARGET::internals::simd {

#if defined(__AVX512F__)
template <Vector V>
inline constexpr bool masks_whole_registers = sizeof(V) == 64 && Floating<V>;
#else
template <Vector V>
inline constexpr bool masks_whole_registers = false;
#endif
#if defined(__AVX__)
template <Vector V>
inline constexpr bool masks_lanes = (sizeof(V) == 32 || sizeof(V) == 16) && lanes<V> > 1 && Floating<V>;
#else
template <Vector V>
inline constexpr bool masks_lanes = false;
#endif

// Is a part of a vector loaded by one instruction?
template <Vector V>
inline constexpr bool loads_parts = masks_whole_registers<V> || masks_lanes<V>;

// The lanes beyond are 0, and what lies there in memory is not touched. (Where g++ 12 inlines the loop and knows the
// end of memory, it imagines an n beyond it.)
#if !defined(__clang__)
#  pragma GCC diagnostic push
#  pragma GCC diagnostic ignored "-Waggressive-loop-optimizations"
#endif
template <Vector V>
CTNN_INLINE constexpr V load_first(const element_t<V>* p, int n) {
  if constexpr (lanes<V> == 1) return n > 0 ? *p : V(0);
#if defined(__AVX512F__)
  else if constexpr (masks_whole_registers<V>) {
    if constexpr (sizeof(element_t<V>) == 4)
      return __builtin_ia32_loadups512_mask(p, V{}, static_cast<unsigned short>((1U << n) - 1U));
    else return __builtin_ia32_loadupd512_mask(p, V{}, static_cast<unsigned char>((1U << n) - 1U));
  }
#endif
#if defined(__AVX__)
  else if constexpr (masks_lanes<V>) {
    const V* const at = reinterpret_cast<const V*>(p);
    const vec<std::conditional_t<sizeof(element_t<V>) == 4, int, long long>, lanes<V>> mask =
        bit_cast<decltype(mask)>(first_lanes<V>(n));
    if constexpr (sizeof(V) == 32 && sizeof(element_t<V>) == 4) return __builtin_ia32_maskloadps256(at, mask);
    else if constexpr (sizeof(V) == 32) return __builtin_ia32_maskloadpd256(at, mask);
    else if constexpr (sizeof(element_t<V>) == 4) return __builtin_ia32_maskloadps(at, mask);
    else return __builtin_ia32_maskloadpd(at, mask);
  }
#endif
  else {
    element_t<V> some[lanes<V>] = {};
    for (int i = 0; i < lanes<V> && i < n; ++i) some[i] = p[i];
    return load<V>(some);
  }
}
#if !defined(__clang__)
#  pragma GCC diagnostic pop
#endif
// In pieces of a power of two lanes: what is read back soon after can be taken from a whole store before it reaches the
// cache, but not from a masked one.
template <Vector V>
CTNN_INLINE constexpr void store_first(element_t<V>* p, const V& v, int n) {
  constexpr int L = lanes<V>;
  if constexpr (L == 1) {
    if (n > 0) *p = v;
  } else if constexpr (L == 2) {
    if (n > 1) store<V>(p, v);
    else if (n > 0) *p = v[0];
  } else {
    if (n >= L) return store<V>(p, v);
    using Half = vec<element_t<V>, L / 2>;
    const Half low = shuffle<[](int i) { return i; }, L / 2>(v, v),
               high = shuffle<[](int i) { return L / 2 + i; }, L / 2>(v, v);
    if (n >= L / 2) {
      store<Half>(p, low);
      store_first<Half>(p + L / 2, high, n - L / 2);
    } else store_first<Half>(p, low, n);
  }
}

// By one instruction, where there is one: for what is not read back soon.
template <Vector V>
[[gnu::always_inline]] constexpr void store_some(element_t<V>* p, const V& v, int n) {
#if defined(__AVX512F__)
  if constexpr (masks_whole_registers<V>) {
    if constexpr (sizeof(element_t<V>) == 4)
      return __builtin_ia32_storeups512_mask(p, v, static_cast<unsigned short>((1U << n) - 1U));
    else return __builtin_ia32_storeupd512_mask(p, v, static_cast<unsigned char>((1U << n) - 1U));
  }
#endif
  store_first<V>(p, v, n);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
