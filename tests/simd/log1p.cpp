// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/log1p.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::log1p(x); };
constexpr auto reference = [](auto x) { return std::log1p(x); };

static_assert(simd::log1p(0.0f) == 0 && simd::log1p(1e-30f) == 1e-30f && simd::log1p(1e-300) == 1e-300);
static_assert(simd::log1p(1.0) > 0.69314718055994 && simd::log1p(1.0) < 0.69314718055995);
static_assert(simd::log1p(-1.0f) == -std::numeric_limits<float>::infinity());
static_assert(simd::log1p(std::numeric_limits<double>::infinity()) == std::numeric_limits<double>::infinity());
static_assert(accuracy::is_nan(simd::log1p(-2.0f)));

}  // namespace

TEST_CASE("log1p of floats is within 2 ulp") {
  accuracy::check_floats(2, function, reference);
  float x = -0.01f;
  accuracy::check<float>(function, reference, 2, 1 << 16, [&] { return x = x + 3e-7f; });
}
TEST_CASE("log1p of doubles is within 2 ulp") {
  accuracy::check_doubles(2, function, reference, -0.999, 4);
  accuracy::check_doubles(2, function, reference, -1e-6, 1e-6);
  accuracy::check_doubles(2, function, reference, 0x1p-1022, 1e300);
}

TEST_CASE_TEMPLATE("log1p of zeros, -1 and below, infinities and NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, T(0), accuracy::is(T(0))));
  CHECK(accuracy::everywhere(function, T(-1), accuracy::is(-Limits::infinity())));
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(Limits::infinity())));
  for (const T x : {T(-2), -Limits::max(), -Limits::infinity(), Limits::quiet_NaN()})
    CHECK(accuracy::everywhere(function, x, accuracy::is_nan));
}
