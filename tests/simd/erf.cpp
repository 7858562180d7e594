// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/erf.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::erf(x); };
constexpr auto reference = [](auto x) { return std::erf(x); };

static_assert(simd::erf(0.0f) == 0 && simd::erf(100.0) == 1);
static_assert(simd::erf(1.0f) > 0.8427f && simd::erf(1.0f) < 0.842701f);
static_assert(simd::erf(-0.5) > -0.52049987781305 && simd::erf(-0.5) < -0.52049987781304);
static_assert(simd::erf(-std::numeric_limits<float>::infinity()) == -1);
static_assert(accuracy::is_nan(simd::erf(std::numeric_limits<double>::quiet_NaN())));

}  // namespace

TEST_CASE("erf of floats is within 2 ulp") { accuracy::check_floats(2, function, reference); }
TEST_CASE("erf of doubles is within 2.1 ulp") { accuracy::check_doubles(2.1, function, reference, -6.5, 6.5); }

TEST_CASE_TEMPLATE("erf keeps the sign of zero and saturates at 1", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, T(0), accuracy::is(T(0))));
  CHECK(accuracy::everywhere(function, T(-0.0), accuracy::is(T(-0.0))));
  for (const T x : {T(30), T(1000), Limits::max()}) {
    CHECK(accuracy::everywhere(function, x, accuracy::is(T(1))));
    CHECK(accuracy::everywhere(function, -x, accuracy::is(T(-1))));
  }
}

// A gradient is taken to vanish where the function stops at 1; beyond 1 it would change its sign.
TEST_CASE_TEMPLATE("erf is odd and never beyond 1", T, float, double) {
  int wrong = 0;
  for (int i = 0; i < 200000; ++i) {
    const T x = static_cast<T>(i) / 9000, y = simd::erf(x);
    wrong += !(y <= 1) || simd::erf(-x) != -y;
  }
  CHECK(wrong == 0);
}

TEST_CASE_TEMPLATE("erf of infinities and of NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(T(1))));
  CHECK(accuracy::everywhere(function, -Limits::infinity(), accuracy::is(T(-1))));
  CHECK(accuracy::everywhere(function, Limits::quiet_NaN(), accuracy::is_nan));
}
