// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/exp.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::exp(x); };
constexpr auto reference = [](auto x) { return std::exp(x); };

static_assert(simd::exp(0.0f) == 1 && simd::exp(-0.0) == 1);
static_assert(simd::exp(1.0f) > 2.718281f && simd::exp(1.0f) < 2.718283f);
static_assert(simd::exp(-2.0) > 0.13533528323661 && simd::exp(-2.0) < 0.13533528323662);
static_assert(simd::exp(1e30f) == std::numeric_limits<float>::infinity() && simd::exp(-1e300) == 0);
static_assert(accuracy::is_nan(simd::exp(std::numeric_limits<float>::quiet_NaN())));

}  // namespace

TEST_CASE("exp of floats is within 1.2 ulp") { accuracy::check_floats(1.2, function, reference); }
TEST_CASE("exp of doubles is within 1.5 ulp") { accuracy::check_doubles(1.5, function, reference, -708, 709); }

TEST_CASE_TEMPLATE("exp at the ends of its range", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const T largest = std::log(Limits::max()), smallest = std::log(Limits::min());
  const auto finite = [](T y) { return y > Limits::max() / 2 && y <= Limits::max(); };
  CHECK(accuracy::everywhere(function, std::nextafter(largest, T(0)), finite));
  CHECK(accuracy::everywhere(function, std::nextafter(largest, 2 * largest) * (1 + Limits::epsilon()),
                             accuracy::is(Limits::infinity())));
  CHECK(accuracy::everywhere(function, std::nextafter(smallest, T(0)), [](T y) { return y >= Limits::min(); }));
  CHECK(accuracy::everywhere(function, 2 * smallest, accuracy::is(T(0))));
  CHECK(accuracy::everywhere(function, -Limits::max(), accuracy::is(T(0))));
}

TEST_CASE_TEMPLATE("exp of infinities and of NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(Limits::infinity())));
  CHECK(accuracy::everywhere(function, -Limits::infinity(), accuracy::is(T(0))));
  // any NaN, whatever it carries
  for (const auto bits : {1, 2, 3, 255, 511}) {
    using Bits = simd::unsigned_t<T>;
    const T nan = __builtin_bit_cast(
        T, static_cast<Bits>(__builtin_bit_cast(Bits, Limits::quiet_NaN()) + static_cast<Bits>(bits)));
    CHECK(accuracy::everywhere(function, nan, accuracy::is_nan));
    CHECK(accuracy::everywhere(function, -nan, accuracy::is_nan));
  }
}
