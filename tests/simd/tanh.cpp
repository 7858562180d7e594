// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/tanh.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::tanh(x); };
constexpr auto reference = [](auto x) { return std::tanh(x); };

static_assert(simd::tanh(0.0f) == 0 && simd::tanh(1e-30f) == 1e-30f && simd::tanh(100.0) == 1);
static_assert(simd::tanh(1.0f) > 0.761594f && simd::tanh(1.0f) < 0.761595f);
static_assert(simd::tanh(-0.5) > -0.46211715726001 && simd::tanh(-0.5) < -0.46211715726);
static_assert(simd::tanh(-std::numeric_limits<float>::infinity()) == -1);
static_assert(accuracy::is_nan(simd::tanh(std::numeric_limits<double>::quiet_NaN())));

}  // namespace

TEST_CASE("tanh of floats is within 2.8 ulp") { accuracy::check_floats(2.8, function, reference); }
TEST_CASE("tanh of doubles is within 3.1 ulp") { accuracy::check_doubles(3.1, function, reference, -21, 21); }

TEST_CASE_TEMPLATE("tanh keeps the sign of zero and saturates at 1", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, T(0), accuracy::is(T(0))));
  CHECK(accuracy::everywhere(function, T(-0.0), accuracy::is(T(-0.0))));
  for (const T x : {T(30), T(1000), Limits::max()}) {
    CHECK(accuracy::everywhere(function, x, accuracy::is(T(1))));
    CHECK(accuracy::everywhere(function, -x, accuracy::is(T(-1))));
  }
}

// A gradient is taken to vanish where the function stops at 1; beyond 1 it would change its sign.
TEST_CASE_TEMPLATE("tanh is odd and never beyond 1", T, float, double) {
  int wrong = 0;
  for (int i = 0; i < 200000; ++i) {
    const T x = static_cast<T>(i) / 9000, y = simd::tanh(x);
    wrong += !(y <= 1) || simd::tanh(-x) != -y;
  }
  CHECK(wrong == 0);
}

TEST_CASE_TEMPLATE("tanh of infinities and of NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(T(1))));
  CHECK(accuracy::everywhere(function, -Limits::infinity(), accuracy::is(T(-1))));
  CHECK(accuracy::everywhere(function, Limits::quiet_NaN(), accuracy::is_nan));
}
