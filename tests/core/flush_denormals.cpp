// SPDX-License-Identifier: BSL-1.0
#include <ctnn/core/flush_denormals.hpp>

#include <doctest/doctest.h>

#include <cfenv>
#include <cstring>
#include <limits>
#include <type_traits>

using namespace ctnn;

namespace {

// Computed here and now, whatever the compiler knows of the numbers. (A comparison would take a denormal product for
// 0.)
template <class T>
[[gnu::noinline]] bool vanishes(T a, T b) {
  volatile T x = a, y = b;
  const T product = x * y, zero = 0;
  return std::memcmp(&product, &zero, sizeof zero) == 0;
}
const double tiny = std::numeric_limits<double>::min();
bool results_are_flushed() { return vanishes(1e-30f, 1e-9f) && vanishes(tiny, 0.5); }
bool operands_are_flushed() { return vanishes(1e-39f, 1e20f) && vanishes(tiny / 2, 1e300); }
bool none_is_flushed() {
  return !vanishes(1e-30f, 1e-9f) && !vanishes(tiny, 0.5) && !vanishes(1e-39f, 1e20f) && !vanishes(5e-324, 1e300);
}

}  // namespace

TEST_CASE("denormal numbers are zero as long as the guard lives") {
  CHECK(none_is_flushed());
  {
    FlushDenormals guard;
    CHECK(results_are_flushed() == FlushDenormals::supported);
    CHECK(operands_are_flushed() == FlushDenormals::supported);
    CHECK(!vanishes(1e-30f, 1e-7f));  // an ordinary number
  }
  CHECK(none_is_flushed());
}

TEST_CASE("guards nest, and one that is off changes nothing") {
  {
    FlushDenormals outer;
    { FlushDenormals inner; }
    CHECK(results_are_flushed() == FlushDenormals::supported);
    {
      FlushDenormals off{false};
      CHECK(operands_are_flushed() == FlushDenormals::supported);
    }
    CHECK(results_are_flushed() == FlushDenormals::supported);
  }
  CHECK(none_is_flushed());
  {
    FlushDenormals off{false};
    CHECK(none_is_flushed());
    FlushDenormals on;
    CHECK(results_are_flushed() == FlushDenormals::supported);
  }
  CHECK(none_is_flushed());
}

TEST_CASE("other modes and flags stay as they are set while it lives") {
  std::feclearexcept(FE_ALL_EXCEPT);
  {
    FlushDenormals guard;
    std::feraiseexcept(FE_DIVBYZERO);
    std::fesetround(FE_UPWARD);
  }
  CHECK(std::fetestexcept(FE_DIVBYZERO) != 0);
  CHECK(std::fegetround() == FE_UPWARD);
  std::fesetround(FE_TONEAREST);
}

static_assert(!std::is_copy_constructible_v<FlushDenormals> && !std::is_convertible_v<bool, FlushDenormals>);
#if defined(__x86_64__) || defined(__aarch64__)
static_assert(FlushDenormals::supported);
#endif
