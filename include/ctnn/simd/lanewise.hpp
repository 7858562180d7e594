// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/types.hpp>

// Making vectors, reading and writing them, and what is done lane by lane beyond the operators of the language.

namespace ctnn::inline CTNN_TARGET::internals::simd {

template <Vector V>
CTNN_INLINE constexpr V splat(element_t<V> x) {
  if constexpr (lanes<V> == 1) return x;
  else return [&]<int... I>(std::integer_sequence<int, I...>) CTNN_INLINE {
      return V{(static_cast<void>(I), x)...};
    }
  (std::make_integer_sequence<int, lanes<V>>{});
}

// 0, 1, 2, ...
template <Vector V>
CTNN_INLINE constexpr V iota() {
  if constexpr (lanes<V> == 1) return V{};
  else return []<int... I>(std::integer_sequence<int, I...>) CTNN_INLINE {
      return V{static_cast<element_t<V>>(I)...};
    }
  (std::make_integer_sequence<int, lanes<V>>{});
}

// The addresses need the alignment of one element only.
template <Vector V>
CTNN_INLINE constexpr V load(const element_t<V>* p) {
  if constexpr (lanes<V> == 1) return *p;
  else return *reinterpret_cast<const typename vector_of<element_t<V>, lanes<V>>::unaligned*>(p);
}
template <Vector V>
CTNN_INLINE constexpr void store(element_t<V>* p, const V& v) {
  if constexpr (lanes<V> == 1) *p = v;
  else *reinterpret_cast<typename vector_of<element_t<V>, lanes<V>>::unaligned*>(p) = v;
}

// What lies at p is wanted soon.
CTNN_INLINE constexpr void fetch(const auto* p) {
  if (!__builtin_is_constant_evaluated()) __builtin_prefetch(p);
}

template <Vector V>
CTNN_INLINE constexpr element_t<V> lane(const V& v, [[maybe_unused]] int i) {
  if constexpr (lanes<V> == 1) return v;
  else return v[i];
}
template <Vector V>
CTNN_INLINE constexpr void set_lane(V& v, [[maybe_unused]] int i, element_t<V> x) {
  if constexpr (lanes<V> == 1) v = x;
  else v[i] = x;
}

// The same bits as another type.
template <Vector To, Vector From>
requires(sizeof(To) == sizeof(From)) CTNN_INLINE constexpr To bit_cast(const From& v) {
  return __builtin_bit_cast(To, v);
}
// The same values as another type: to the nearest from an integer, towards zero to an integer.
template <Vector To, Vector From>
requires(lanes<To> == lanes<From>) CTNN_INLINE constexpr To convert(const From& v) {
  if constexpr (lanes<To> == 1) return static_cast<To>(v);
  else return __builtin_convertvector(v, To);
}

// The lanes below n.
template <Vector V>
CTNN_INLINE constexpr mask_t<V> first_lanes(int n) {
  return iota<bits_t<V>>() < splat<bits_t<V>>(n);
}

// The widest vectors that the compiler has instructions for, whatever vector_bytes asks for.
#if defined(__AVX512F__)
inline constexpr int machine_bytes = 64;
#elif defined(__AVX__)
inline constexpr int machine_bytes = 32;
#else
inline constexpr int machine_bytes = 16;
#endif

template <Vector V>
CTNN_INLINE constexpr V select(const mask_t<V>& mask, const V& a, const V& b) {
  // g++ 12 takes ?: on a wider vector apart into scalars and branches, but not these
  if constexpr (lanes < V >> 1 && sizeof(V) > machine_bytes)
    return bit_cast<V>((mask & bit_cast<mask_t<V>>(a)) | (~mask & bit_cast<mask_t<V>>(b)));
  else return mask ? a : b;
}

// The same value in a register. Compilers otherwise read memory again wherever the value is an operand: four
// multiply-adds by one vector are then four loads, and loads are what a small tile waits for.
template <Vector V>
CTNN_INLINE constexpr V pinned(const V& v) {
  V same = v;
#if defined(__SSE2__)
  if constexpr (lanes < V >> 1 && sizeof(V) >= 16 && sizeof(V) <= machine_bytes) asm("" : "+v"(same));
#endif
  return same;
}

// The same value with no more digits than its type has. x87 otherwise keeps those of its wider registers.
template <Floating V>
CTNN_INLINE constexpr V rounded(const V& v) {
#if __FLT_EVAL_METHOD__ == 0
  return v;
#else
  V same = v;
  if (!__builtin_is_constant_evaluated()) asm("" : "+m"(same));
  return same;
#endif
}

// The same address in one register. g++ otherwise computes the address of each vector near it by itself, and runs out
// of registers. To compilers it is another one for each time, so that what lies there is loaded each time.
template <Vector V>
CTNN_INLINE constexpr const element_t<V>* pinned_address(const element_t<V>* p, [[maybe_unused]] long time = 0) {
#if defined(__SSE2__)
  if constexpr (lanes < V >> 1) asm("" : "+r"(p) : "r"(time));
#endif
  return p;
}

// The same value, of which g++ no longer knows how it came about. Where that is a constant or an operation on bits, g++
// 12 compiles a < b ? a : b as a comparison and a blend; else it is the one instruction that does this.
template <Floating V>
CTNN_INLINE constexpr V disguised(const V& v) {
#if defined(__clang__)
  return v;
#else
  return pinned(v);
#endif
}

// NaN where either is NaN, as in torch. b is tested: where it is a constant the test vanishes, and the rest is one
// instruction.
template <Vector V>
CTNN_INLINE constexpr V(max)(const V& a, const V& b) {
  if constexpr (Floating<V>) {
    const V c = disguised(b);
    return select<V>(b != b, b, select<V>(c > a, c, a));
  } else return select<V>(b > a, b, a);
}
template <Vector V>
CTNN_INLINE constexpr V(min)(const V& a, const V& b) {
  if constexpr (Floating<V>) {
    const V c = disguised(b);
    return select<V>(b != b, b, select<V>(c < a, c, a));
  } else return select<V>(b < a, b, a);
}

// -0.0, the bit that abs clears and copysign moves.
template <Floating V>
CTNN_INLINE constexpr bits_t<V> sign_bit() {
  return bit_cast<bits_t<V>>(splat<V>(element_t<V>(-0.0)));
}
template <Floating V>
CTNN_INLINE constexpr V abs(const V& v) {
  return disguised(bit_cast<V>(bit_cast<bits_t<V>>(v) & ~sign_bit<V>()));
}
template <Floating V>
CTNN_INLINE constexpr V copysign(const V& magnitude, const V& sign) {
  return bit_cast<V>((bit_cast<bits_t<V>>(magnitude) & ~sign_bit<V>()) | (bit_cast<bits_t<V>>(sign) & sign_bit<V>()));
}
// The same of a magnitude that is not negative: a step less.
template <Floating V>
CTNN_INLINE constexpr V with_sign_of(const V& magnitude, const V& sign) {
  return bit_cast<V>(bit_cast<bits_t<V>>(magnitude) | (bit_cast<bits_t<V>>(sign) & sign_bit<V>()));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
