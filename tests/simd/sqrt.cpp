// SPDX-License-Identifier: BSL-1.0
#include "accuracy.hpp"

#include <ctnn/simd/sqrt.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr auto function = [](const auto& x) __attribute__((always_inline)) { return simd::sqrt(x); };
constexpr auto reference = [](auto x) { return std::sqrt(x); };

static_assert(simd::sqrt(9.0f) == 3 && simd::sqrt(2.0) == 1.4142135623730951);

}  // namespace

TEST_CASE("sqrt is rounded to nearest, in every width") {
  accuracy::check_some_floats(0.5001, function, reference);  // (the processor's own)
  accuracy::check_doubles(0.5001, function, reference, 0, 1e300);
}

// Each width has instructions of its own, or is put together from narrower ones.
TEST_CASE_TEMPLATE("each lane has its own root", T, float, double) {
  const auto check = []<int L>(std::integral_constant<int, L>) {
    using V = simd::vec<T, L>;
    const V x = simd::iota<V>(), roots = simd::sqrt<V>(x * x);
    for (int i = 0; i < L; ++i) CHECK(simd::lane(roots, i) == static_cast<T>(i));
  };
  [&]<int... K>(std::integer_sequence<int, K...>) { (check(std::integral_constant<int, 1 << K>{}), ...); }
  (std::make_integer_sequence<int, 7>{});
}

TEST_CASE_TEMPLATE("sqrt of zeros, negative numbers, infinity and NaN", T, float, double) {
  using Limits = std::numeric_limits<T>;
  CHECK(accuracy::everywhere(function, T(-0.0), accuracy::is(T(-0.0))));
  CHECK(accuracy::everywhere(function, Limits::infinity(), accuracy::is(Limits::infinity())));
  for (const T x : {T(-1), -Limits::denorm_min(), -Limits::infinity(), Limits::quiet_NaN()})
    CHECK(accuracy::everywhere(function, x, accuracy::is_nan));
}
