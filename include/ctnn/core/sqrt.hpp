// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// The square root rounded to nearest, from operations that every constant evaluator knows (clang 19 has no constexpr
// square root).
constexpr double sqrt_by_newton(double x) {
  constexpr std::uint64_t one = 1023ull << 52;  // the bits of 1.0
  constexpr std::uint64_t mantissa = (1ull << 52) - 1;
  const auto bits = __builtin_bit_cast(std::uint64_t, x);
  if (bits << 1 == 0) return x;                                       // 0 and -0
  if (bits >> 52 == 0) return sqrt_by_newton(x * 0x1p108) * 0x1p-54;  // subnormal
  if (bits >> 52 == 0x7ff) return x;                                  // infinity and NaN
  if (bits >> 63 != 0) return std::numeric_limits<double>::quiet_NaN();

  // x = m * 4^half with 1 <= m < 4, so sqrt(x) = y * 2^half with 1 <= y < 2.
  const auto exponent = static_cast<int>(bits >> 52) - 1023;
  const int half = exponent >> 1;
  const auto odd = static_cast<std::uint64_t>(exponent & 1);
  const double m = __builtin_bit_cast(double, (bits & mantissa) | (one + (odd << 52)));

  // The line misses sqrt(m) by less than 5 %, and each step squares the error and halves it: 9e-4, 4e-7, 7e-14,
  // below an ulp.
  double y = (17 + 8 * m) / 24;
  for (int step = 0; step < 4; ++step) y = (y + m / y) / 2;

  // Exact last step, in integers: with Y = 2^52 y and M = 2^52 m the residual R = 2^52 M - Y^2 is small, so that
  // arithmetic modulo 2^64 yields it exactly. The root lies above Y + 1/2 just when R > Y, below Y - 1/2 just when
  // R <= -Y, and never on a tie.
  const auto M = ((bits & mantissa) | (1ull << 52)) << odd;
  auto Y = static_cast<std::uint64_t>(y * 0x1p52);
  const auto residual = [&] { return static_cast<std::int64_t>((M << 52) - Y * Y); };
  while (residual() > static_cast<std::int64_t>(Y)) ++Y;
  while (residual() <= -static_cast<std::int64_t>(Y)) --Y;
  return __builtin_bit_cast(double, one - (1ull << 52) + (static_cast<std::uint64_t>(half) << 52) + Y);
}

// x87 rounds twice: to its registers' precision, and when it stores.
inline constexpr bool machine_rounds_once = __FLT_EVAL_METHOD__ == 0;

// The square root of IEEE 754, one and the same in constant expressions and at run time (where -ffast-math may
// approximate it). Negative numbers give NaN.
constexpr double correctly_rounded_sqrt(double x) {
  return std::is_constant_evaluated() || !machine_rounds_once ? sqrt_by_newton(x) : __builtin_sqrt(x);
}

// Rounding twice does no harm to a square root: 53 bits are more than twice 24 and 2 (Figueroa, "When is double
// rounding innocuous?").
constexpr float correctly_rounded_sqrt(float x) {
  return std::is_constant_evaluated() || !machine_rounds_once
             ? static_cast<float>(sqrt_by_newton(static_cast<double>(x)))
             : __builtin_sqrtf(x);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core
