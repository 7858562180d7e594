// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <ctnn/io/half.hpp>

#include <cmath>

using namespace ctnn::internals;

namespace {

constexpr std::uint32_t bits_of(float number) { return std::bit_cast<std::uint32_t>(number); }

// What the bits say: a sign, an exponent and a fraction of so many bits.
double value_of(unsigned bits, int exponent_bits, int fraction_bits) {
  const int exponent = int(bits >> fraction_bits) & ((1 << exponent_bits) - 1), bias = (1 << (exponent_bits - 1)) - 1;
  const double fraction = std::ldexp(double(bits & ((1u << fraction_bits) - 1)), -fraction_bits);
  const double magnitude = exponent == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1 + fraction, exponent - bias);
  return bits >> 15 ? -magnitude : magnitude;
}

}  // namespace

static_assert(float_of_half(0x3c00) == 1 && float_of_half(0xc000) == -2 && float_of_half(0x7bff) == 65504);
static_assert(float_of_half(0x0001) == 0x1p-24f && float_of_half(0x03ff) == 1023 * 0x1p-24f);
static_assert(bits_of(float_of_half(0x8000)) == 0x80000000u);
static_assert(float_of_bfloat16(0x3f80) == 1 && float_of_bfloat16(0xc049) == -3.140625f);

TEST_CASE("all numbers of 16 bits become the float of the same value") {
  int wrong = 0, infinite = 0, not_numbers = 0;
  for (unsigned bits = 0; bits < 65536; ++bits) {
    for (int format = 0; format < 2; ++format) {
      const bool half = format == 0;
      const auto given = static_cast<std::uint16_t>(bits);
      const float number = half ? float_of_half(given) : float_of_bfloat16(given);
      const unsigned fraction = bits & (half ? 0x3ffu : 0x7fu), exponent = half ? 0x7c00u : 0x7f80u;
      wrong += std::signbit(number) != bits >> 15;
      if ((bits & exponent) == exponent) {
        infinite += std::isinf(number) && fraction == 0;
        not_numbers += std::isnan(number) && fraction != 0;
      } else wrong += !(double(number) == value_of(bits, half ? 5 : 8, half ? 10 : 7));
    }
  }
  CHECK(wrong == 0);
  CHECK(infinite == 4);
  CHECK(not_numbers == 2 * 1023 + 2 * 127);
}

TEST_CASE("NaN keeps its sign and what it carries; out of a half it is quiet") {
  CHECK(bits_of(float_of_half(0x7e00)) == 0x7fc00000u);
  CHECK(bits_of(float_of_half(0xfe03)) == 0xffc06000u);
  CHECK(bits_of(float_of_half(0x7c01)) == 0x7fc02000u);
  CHECK(bits_of(float_of_bfloat16(0xff81)) == 0xff810000u);
}
