// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/sigmoid.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::sigmoid(x); };
constexpr auto reference = [](auto x) { return 1 / (1 + std::exp(-x)); };

static_assert(simd::sigmoid(0.0f) == 0.5f && simd::sigmoid(200.0f) == 1 && simd::sigmoid(-2000.0) == 0);
static_assert(simd::sigmoid(1.0f) > 0.731058f && simd::sigmoid(1.0f) < 0.731059f);
static_assert(simd::sigmoid(-2.0) > 0.11920292202211 && simd::sigmoid(-2.0) < 0.11920292202212);
static_assert(simd::sigmoid(-std::numeric_limits<float>::infinity()) == 0);
static_assert(accuracy::is_nan(simd::sigmoid(std::numeric_limits<double>::quiet_NaN())));

}  // namespace

// The small ones at the left end too: a loss takes their logarithm.
TEST_CASE("sigmoid of floats is within 2.5 ulp") { accuracy::check_floats(2.5, function, reference); }
TEST_CASE("sigmoid of doubles is within 2.5 ulp") {
  accuracy::check_doubles(2.5, function, reference, -708, 708);
  accuracy::check_doubles(2.5, function, reference, -5, 5);
}

TEST_CASE_TEMPLATE("sigmoid stops at 1", T, float, double) {
  for (const T x : {T(50), T(1000), std::numeric_limits<T>::max()})
    CHECK(accuracy::everywhere(function, x, accuracy::is(T(1))));
}

TEST_CASE_TEMPLATE("sigmoid of the infinite and of what is near it, and of NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  for (const T x : {T(-1000), -Limits::max(), -Limits::infinity()})
    CHECK(accuracy::everywhere(function, x, accuracy::is(T(0))));
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(T(1))));
  CHECK(accuracy::everywhere(function, Limits::quiet_NaN(), accuracy::is_nan));
}
