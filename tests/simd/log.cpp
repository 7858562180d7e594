// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/log.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::log(x); };
constexpr auto reference = [](auto x) { return std::log(x); };

static_assert(simd::log(1.0f) == 0 && simd::log(1.0) == 0);
static_assert(simd::log(10.0f) > 2.302585f && simd::log(10.0f) < 2.3025855f);
static_assert(simd::log(0.5) > -0.69314718055995 && simd::log(0.5) < -0.69314718055994);
static_assert(simd::log(0.0f) == -std::numeric_limits<float>::infinity() &&
              simd::log(-0.0) == -std::numeric_limits<double>::infinity());
static_assert(simd::log(std::numeric_limits<float>::infinity()) == std::numeric_limits<float>::infinity());
static_assert(accuracy::is_nan(simd::log(-1.0f)));
static_assert(accuracy::is_nan(simd::log(std::numeric_limits<double>::quiet_NaN())));

}  // namespace

// Subnormal numbers are among them, and numbers so close to 1 that 1 + f loses what f has.
TEST_CASE("log of floats is within 0.9 ulp") {
  accuracy::check_floats(0.9, function, reference);
  float x = 0.99f;
  accuracy::check<float>(function, reference, 0.9, 1 << 16, [&] { return x = std::nextafter(x, 2.0f); });
}
TEST_CASE("log of doubles is within 0.9 ulp") {
  accuracy::check_doubles(0.9, function, reference, 0x1p-1030, 4);
  accuracy::check_doubles(0.9, function, reference, 0x1p-1022, 1e300);
}

TEST_CASE_TEMPLATE("log of zeros, negative numbers, infinities and NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, T(0), accuracy::is(-Limits::infinity())));
  CHECK(accuracy::everywhere(function, T(-0.0), accuracy::is(-Limits::infinity())));
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(Limits::infinity())));
  for (const T x : {T(-1), -Limits::denorm_min(), -Limits::max(), -Limits::infinity(), Limits::quiet_NaN()})
    CHECK(accuracy::everywhere(function, x, accuracy::is_nan));
}
