// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <ctnn/simd/lanewise.hpp>

// Powers of two by arithmetic on the bits of a floating point number.

namespace ctnn::inline CTNN_TARGET::internals::simd {

// Under -ffast-math compilers reassociate sums and may do anything where infinity or NaN is computed with. What still
// holds: exp and sigmoid to a relative error of |x| epsilon, the others to a few ulp where division is exact; beyond
// the largest number stands that number.
#if defined(__ASSOCIATIVE_MATH__) || defined(__FAST_MATH__)
inline constexpr bool sums_are_reassociated = true;
#else
inline constexpr bool sums_are_reassociated = false;
#endif
#if __FINITE_MATH_ONLY__
inline constexpr bool has_infinity = false;
template <class T>
inline constexpr T infinity = (std::numeric_limits<T>::max)();
template <class T>
inline constexpr T not_a_number = -infinity<T>;
#else
inline constexpr bool has_infinity = true;
template <class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();
#endif

template <class T>
inline constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;

// A number this large has no fraction: adding it to a much smaller x rounds x to an integer n, which then stands in the
// last bits of the sum.
template <class T>
inline constexpr T rounder = static_cast<T>(std::int64_t{3} << (mantissa_bits<T> - 1));

// n from n + rounder; or from n + rounder + more, where that is a whole number too.
template <Floating V>
CTNN_INLINE constexpr V without_rounder(const V& sum, element_t<V> more = 0) {
#if defined(__clang__)
#  pragma clang fp reassociate(off)
#endif
  using T = element_t<V>;
  using I = bits_t<V>;
  if constexpr (!sums_are_reassociated) return rounded(sum) - splat<V>(rounder<T> + more);
  // Reassociated, the difference would be x. The bits that this sets are set already, but no compiler knows.
  constexpr T leading = T(std::int64_t{1} << mantissa_bits<T>);
  return bit_cast<V>(bit_cast<I>(sum) | bit_cast<I>(splat<V>(leading))) - splat<V>(rounder<T> + more);
}

// 2^n, with n + rounder + bias given, the bias being that of the exponent field.
template <class T>
inline constexpr int bias = std::numeric_limits<T>::max_exponent - 1;
template <Floating V>
CTNN_INLINE constexpr V power_of_two(const V& n_plus_rounder_and_bias) {
  return bit_cast<V>(bit_cast<unsigned_t<V>>(n_plus_rounder_and_bias) << mantissa_bits<element_t<V>>);
}

// x times 2^n, with n + rounder given, where no exponent involved leaves its range.
template <Floating V>
CTNN_INLINE constexpr V scale(const V& x, const V& n_plus_rounder) {
  using U = unsigned_t<V>;
  return bit_cast<V>(bit_cast<U>(x) + (bit_cast<U>(n_plus_rounder) << mantissa_bits<element_t<V>>));
}

// ln 2 in two parts, the first of so few bits that its product with any exponent is exact, even where no FMA rounds
// only once.
template <class T>
struct ln2;
template <>
struct ln2<float> {
  static constexpr float whole = 0x1.62e43p-1f, high = 0x1.62ep-1f, low = 0x1.0bfbe8p-15f;
};
template <>
struct ln2<double> {
  static constexpr double whole = 0x1.62e42fefa39efp-1, high = 0x1.62e42fefap-1, low = 0x1.cf79abc9e3b3ap-40;
};
template <class T>
inline constexpr T log2_of_e = static_cast<T>(0x1.71547652b82fep0);

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
