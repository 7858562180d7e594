// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <ctnn/simd/lanewise.hpp>

// Powers of two by arithmetic on the bits of a floating point number.

namespace ctnn::inline CTNN_TARGET::simd {

template <class T>
inline constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;

// A number this large has no fraction: adding it to a much smaller x rounds x to an integer n, which then stands in the
// last bits of the sum.
template <class T>
inline constexpr T rounder = static_cast<T>(std::int64_t{3} << (mantissa_bits<T> - 1));

// n from n + rounder.
template <Floating V>
[[gnu::always_inline]] constexpr V without_rounder(const V& sum) {
  // Compilers allowed to reassociate would take the difference for x. The bits that are set here are set already,
  // unknown to them.
#if defined(__clang__)
#  pragma clang fp reassociate(off)
#elif defined(__ASSOCIATIVE_MATH__)
  using I = bits_t<V>;
  constexpr auto leading = element_t<V>(std::int64_t{1} << mantissa_bits<element_t<V>>);
  return bit_cast<V>(bit_cast<I>(sum) | bit_cast<I>(splat<V>(leading))) - splat<V>(rounder<element_t<V>>);
#endif
  return sum - splat<V>(rounder<element_t<V>>);
}

// x times 2^n, with n + rounder given, where no exponent involved leaves its range.
template <Floating V>
[[gnu::always_inline]] constexpr V scale(const V& x, const V& n_plus_rounder) {
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

}  // namespace ctnn::inline CTNN_TARGET::simd
