// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/fma.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

template <class T>
struct Case {
  T a, b, c, result;
};

// Numbers from 1 to 2, either sign, scaled by a power of two up to 2^range.
template <class T>
constexpr T draw(std::uint64_t& state, int range) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  const std::uint64_t word = state ^ (state >> 29);
  double x = __builtin_bit_cast(double, (word >> 12) | 1023ull << 52);
  for (auto power = static_cast<int>(word % static_cast<unsigned>(range + 1)); power > 0; --power) x *= 2;
  return static_cast<T>(word & 1 ? x : -x);
}

// What the constant evaluator makes of n cases: c as large as a * b, smaller and larger by up to 2^range, and, each
// third case, -a * b rounded, where only what rounding lost is left.
template <class T, int N>
constexpr std::array<Case<T>, N> evaluated(std::uint64_t seed, int range) {
  std::array<Case<T>, N> cases{};
  for (int i = 0; i < N; ++i) {
    const T a = draw<T>(seed, range), b = draw<T>(seed, 0), c = i % 3 == 0 ? -(a * b) : draw<T>(seed, range);
    cases[static_cast<std::size_t>(i)] = {a, b, c, fused_multiply_add(a, b, c)};
  }
  return cases;
}

template <class T>
constexpr std::array cases{evaluated<T, 999>(1, 0), evaluated<T, 999>(2, 3), evaluated<T, 999>(3, 30),
                           evaluated<T, 999>(4, 60), evaluated<T, 999>(5, 120)};

double library_fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
float library_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

static_assert(fused_multiply_add(0.0, 3.0, 0.25) == 0.25 && fused_multiply_add(2.0f, 3.0f, -6.0f) == 0);
// The product is a tie of float, and the third operand too small for a sum in double: two roundings would decide it to
// even.
static_assert(fused_multiply_add(1 + 0x1p-23f, 1 + 0x1p-1f, 0x1p-70f) == 1.5f + 0x1p-22f);
static_assert(fused_multiply_add(1 + 0x1p-23f, 1 + 0x1p-1f, -0x1p-70f) == 1.5f + 0x1p-23f);
// And a tie of double.
static_assert(fused_multiply_add(1 + 0x1p-52, 1.5, 0x1p-200) == 1.5 + 0x1p-51);
static_assert(fused_multiply_add(1 + 0x1p-52, 1.5, -0x1p-200) == 1.5 + 0x1p-52);

}  // namespace

TEST_CASE_TEMPLATE("what constant expressions compute is the library's fused multiply-add", T, float, double) {
  int wrong = 0;
  for (const auto& some : cases<T>) {
    for (const auto& [a, b, c, result] : some) {
      wrong += result != library_fma(a, b, c);
      wrong += result != fused_multiply_add(a, b, c);  // at run time
    }
  }
  CHECK(wrong == 0);
}
