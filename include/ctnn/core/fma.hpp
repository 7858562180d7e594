// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <type_traits>
#if __has_include(<_newlib_version.h>)
#  include <_newlib_version.h>
#endif

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// newlib's fma and fmaf, where the machine has no instruction for them, round twice.
#if defined(__NEWLIB__) && !defined(__FP_FAST_FMA)
inline constexpr bool fma_rounds_once = false;
#else
inline constexpr bool fma_rounds_once = true;
#endif
#if defined(__NEWLIB__) && !defined(__FP_FAST_FMAF)
inline constexpr bool fmaf_rounds_once = false;
#else
inline constexpr bool fmaf_rounds_once = true;
#endif

// An unevaluated sum: high is the result rounded to nearest, low what rounding took away, so that high + low is exact.
struct ExactSum {
  double high, low;
};

// The sum of any two numbers (Knuth), for constant expressions and machines that have no instruction to contract it:
// other compilations may contract or reorder it.
constexpr ExactSum two_sum(double a, double b) {
  const double sum = a + b;
  const double of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}

// The product by splitting each factor into halves of 26 bits (Dekker, Veltkamp); likewise.
constexpr ExactSum two_product(double a, double b) {
  constexpr double splitter = 0x1p27 + 1;
  const double a_high = splitter * a - (splitter * a - a), a_low = a - a_high;
  const double b_high = splitter * b - (splitter * b - b), b_low = b - b_high;
  const double product = a * b;
  return {product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)};
}

// Rounds to odd: an inexact result gets an odd last bit, which keeps what a second rounding, to fewer bits, has to
// know.
constexpr double round_to_odd(ExactSum sum) {
  const auto bits = __builtin_bit_cast(std::uint64_t, sum.high);
  if (sum.low == 0 || (bits & 1) != 0) return sum.high;
  return __builtin_bit_cast(double, (sum.low > 0) == (sum.high > 0) ? bits + 1 : bits - 1);
}

// a * b + c rounded once, whatever the machine and the flags: the contraction that compilers may or may not apply,
// spelled out. Where there is no fma the magnitudes of a, b and a * b are zero or lie between 2^-900 and 2^990 (Boldo
// and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd").
constexpr double fused_multiply_add(double a, double b, double c) {
  if (!std::is_constant_evaluated() && fma_rounds_once) return __builtin_fma(a, b, c);
  const ExactSum product = two_product(a, b);
  const ExactSum tail = two_sum(c, product.low);
  const ExactSum head = two_sum(product.high, tail.high);
  return head.high + round_to_odd(two_sum(tail.low, head.low));
}

// The product of two floats is exact in double, and one rounding to odd in double leaves float's rounding right.
constexpr float fused_multiply_add(float a, float b, float c) {
  if (!std::is_constant_evaluated() && fmaf_rounds_once) return __builtin_fmaf(a, b, c);
  return static_cast<float>(
      round_to_odd(two_sum(static_cast<double>(a) * static_cast<double>(b), static_cast<double>(c))));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core
