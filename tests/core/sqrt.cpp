// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/core/sqrt.hpp>
#include <initializer_list>

#include <cstdint>
#include <limits>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

using Double = std::numeric_limits<double>;
using Float = std::numeric_limits<float>;

static_assert(correctly_rounded_sqrt(2.0) == 1.4142135623730951 && correctly_rounded_sqrt(2.0f) == 1.41421354f);
static_assert(correctly_rounded_sqrt(9.0) == 3 && correctly_rounded_sqrt(0.0625f) == 0.25f &&
              correctly_rounded_sqrt(1.0) == 1);
// The ends of both ranges, subnormals included.
static_assert(correctly_rounded_sqrt(Double::max()) == 0x1.fffffffffffffp+511);
static_assert(correctly_rounded_sqrt(Double::denorm_min()) == 0x1p-537);
static_assert(correctly_rounded_sqrt(Double::min()) == 0x1p-511 &&
              correctly_rounded_sqrt(Float::denorm_min()) == 0x1.6a09e6p-75f);
static_assert(correctly_rounded_sqrt(Float::max()) == 0x1.fffffep+63f);
// Below a power of four the root must not round up to the power of two.
static_assert(correctly_rounded_sqrt(0x1.fffffffffffffp+1) == 0x1.fffffffffffffp+0);
static_assert(correctly_rounded_sqrt(0x1.fffffffffffffp-1) == 0x1.fffffffffffffp-1);

constexpr std::uint64_t bits(double x) { return __builtin_bit_cast(std::uint64_t, x); }
static_assert(bits(correctly_rounded_sqrt(-0.0)) == bits(-0.0) && bits(correctly_rounded_sqrt(0.0)) == 0);
#ifndef __FAST_MATH__
constexpr bool is_nan(auto x) { return x != x; }
static_assert(correctly_rounded_sqrt(Double::infinity()) == Double::infinity());
static_assert(is_nan(correctly_rounded_sqrt(-1.0)) && is_nan(correctly_rounded_sqrt(-Float::infinity())));
static_assert(is_nan(correctly_rounded_sqrt(Double::quiet_NaN())) &&
              is_nan(correctly_rounded_sqrt(-Double::denorm_min())));
#endif

// Linear congruential, high bits first: the mantissas below need no more.
std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state ^ (state >> 29);
}

}  // namespace

TEST_CASE("what constant expressions compute is the hardware's square root: double") {
  if (!machine_rounds_once) return;
  std::uint64_t state = 1;
  int wrong = 0;
  const auto check = [&](double x) { wrong += bits(sqrt_by_newton(x)) != bits(__builtin_sqrt(x)); };
  for (int i = 0; i < 300000; ++i) {
    const std::uint64_t mantissa = next(state) >> 12;
    check(__builtin_bit_cast(double, mantissa | (1 + (next(state) >> 20) % 2046) << 52));  // any exponent
    check(__builtin_bit_cast(double, mantissa | 1023ull << 52));
    check(__builtin_bit_cast(double, mantissa | 1024ull << 52));
    // The neighbours of perfect squares, where the root lies next to a number and, squared from 26 bits and a half, to
    // a tie.
    const double root = static_cast<double>((mantissa >> 26) | 1u << 26) / 2;
    for (const std::uint64_t near : {~0ull, 0ull, 1ull}) check(__builtin_bit_cast(double, bits(root * root) + near));
  }
  CHECK(wrong == 0);
}

TEST_CASE("what constant expressions compute is the hardware's square root: float") {
  if (!machine_rounds_once) return;
  int wrong = 0;
  // A sample of all positive floats; the stride is odd, so that every low bit occurs. Subnormals are a matter of the
  // mode of the processor.
  for (std::uint32_t i = 0x00800000; i < 0x7f800000; i += 4099) {
    const float x = __builtin_bit_cast(float, i);
    wrong += static_cast<float>(sqrt_by_newton(x)) != static_cast<float>(__builtin_sqrt(static_cast<double>(x)));
  }
  CHECK(wrong == 0);
}

TEST_CASE("at run time too") {
  volatile double x = 10;
  CHECK(correctly_rounded_sqrt(x) == 3.1622776601683795);
  x = 0x1.bf38216e530b7p+1;  // x87 rounds its root to 64 bits, where it becomes a tie of 53
  CHECK(bits(correctly_rounded_sqrt(x)) == bits(sqrt_by_newton(0x1.bf38216e530b7p+1)));
#ifndef __FAST_MATH__  // which may approximate a float's
  volatile float y = 10;
  CHECK(correctly_rounded_sqrt(y) == 3.16227766f);
#endif
}
