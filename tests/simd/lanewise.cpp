// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/simd/lanewise.hpp>

#include <cmath>
#include <limits>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Scalars in constant expressions.
constexpr float numbers[] = {3, -4};
static_assert(simd::load<float>(numbers) == 3 && simd::splat<double>(2) == 2 && simd::iota<float>() == 0);
static_assert([] {
  float x = 0;
  simd::store(&x, 5.0f);
  simd::set_lane(x, 0, x + 1);
  return simd::lane(x, 0) == 6;
}());
static_assert(simd::max(1.0f, 2.0f) == 2 && simd::max(2.0, 1.0) == 2 && simd::min(-1, 3) == -1 && simd::max(3, 4) == 4);
static_assert(simd::abs(-3.5f) == 3.5f && simd::copysign(2.0, -0.0) == -2 && simd::copysign(-2.0f, 1.0f) == 2);
static_assert(simd::select(true, 1.0f, 2.0f) == 1 && simd::select(false, 1.0, 2.0) == 2);
static_assert(simd::first_lanes<float>(1) && !simd::first_lanes<double>(0));
static_assert(simd::bit_cast<std::int32_t>(1.0f) == 0x3f800000 && simd::convert<std::int32_t>(-2.9f) == -2);

// test<V>() for scalars, half, whole and two registers.
template <class T>
void each_width(const auto& test) {
  constexpr int L = simd::native_lanes<T>;
  test.template operator()<T>();
  test.template operator()<simd::vec<T, L>>();
  test.template operator()<simd::vec<T, 2 * L>>();
  if constexpr (L > 2) test.template operator()<simd::vec<T, L / 2>>();
}

}  // namespace

TEST_CASE_TEMPLATE("vectors are made, stored and loaded, at any address", T, float, double, std::int32_t) {
  each_width<T>([]<class V>() {
    constexpr int L = simd::lanes<V>;
    T memory[3 * L + 2];
    for (int offset = 0; offset <= 2 * L; ++offset) {
      for (T& m : memory) m = 99;
      simd::store<V>(memory + 1 + offset, simd::iota<V>() + simd::splat<V>(5));
      const V back = simd::load<V>(memory + 1 + offset);
      for (int i = 0; i < L; ++i) {
        CHECK(memory[1 + offset + i] == static_cast<T>(i + 5));
        CHECK(simd::lane(back, i) == static_cast<T>(i + 5));
      }
      CHECK(memory[offset] == 99);
      CHECK(memory[1 + offset + L] == 99);
    }
  });
}

TEST_CASE_TEMPLATE("one lane is set and the others stay", T, float, double) {
  each_width<T>([]<class V>() {
    for (int set = 0; set < simd::lanes<V>; ++set) {
      V v = simd::iota<V>();
      simd::set_lane(v, set, T(-1));
      for (int i = 0; i < simd::lanes<V>; ++i) CHECK(simd::lane(v, i) == (i == set ? T(-1) : static_cast<T>(i)));
    }
  });
}

TEST_CASE_TEMPLATE("the first lanes, and a choice by them", T, float, double) {
  each_width<T>([]<class V>() {
    constexpr int L = simd::lanes<V>;
    for (int n = -1; n <= L + 1; ++n) {
      const V chosen = simd::select<V>(simd::first_lanes<V>(n), simd::iota<V>(), simd::splat<V>(T(-0.0)));
      for (int i = 0; i < L; ++i) {
        const T x = simd::lane(chosen, i);
        CHECK((i < n ? x == static_cast<T>(i) : x == 0 && std::signbit(x)));
      }
    }
  });
}

TEST_CASE_TEMPLATE("max and min lane by lane", T, float, double, std::int32_t) {
  each_width<T>([]<class V>() {
    const V a = simd::iota<V>(), b = simd::splat<V>(3) - a;
    const V larger = simd::max(a, b), smaller = simd::min(a, b), at_least_2 = simd::max(a, simd::splat<V>(2));
    for (int i = 0; i < simd::lanes<V>; ++i) {
      CHECK(simd::lane(larger, i) == static_cast<T>(i > 3 - i ? i : 3 - i));
      CHECK(simd::lane(smaller, i) == static_cast<T>(i < 3 - i ? i : 3 - i));
      CHECK(simd::lane(at_least_2, i) == static_cast<T>(i > 2 ? i : 2));
    }
  });
}

// Whether the other is known to the compiler or not.
TEST_CASE_TEMPLATE("max and min are NaN where either is", T, float, double) {
  each_width<T>([]<class V>() {
    volatile T unknown = 2;
    const V nan = simd::splat<V>(std::numeric_limits<T>::quiet_NaN()), two = simd::splat<V>(unknown);
    const V results[] = {simd::max(nan, two),
                         simd::max(two, nan),
                         simd::min(nan, two),
                         simd::min(two, nan),
                         simd::max(nan, simd::splat<V>(0)),
                         simd::max(simd::splat<V>(0), nan),
                         simd::min(nan, simd::splat<V>(0)),
                         simd::min(simd::splat<V>(0), nan)};
    for (const V& v : results)
      for (int i = 0; i < simd::lanes<V>; ++i) CHECK(std::isnan(simd::lane(v, i)));
  });
}

TEST_CASE_TEMPLATE("abs and copysign touch the sign only", T, float, double) {
  each_width<T>([]<class V>() {
    const V negative = simd::splat<V>(T(-0.0)) - simd::iota<V>();  // -0, -1, -2, ...
    const V positive = simd::abs(negative), again = simd::copysign(positive, negative);
    for (int i = 0; i < simd::lanes<V>; ++i) {
      CHECK((simd::lane(positive, i) == static_cast<T>(i) && !std::signbit(simd::lane(positive, i))));
      CHECK((simd::lane(again, i) == static_cast<T>(-i) && std::signbit(simd::lane(again, i))));
      CHECK(!std::signbit(simd::lane(simd::copysign(negative, positive), i)));
    }
  });
}

TEST_CASE_TEMPLATE("lanes converted to integers and back", T, float, double) {
  each_width<T>([]<class V>() {
    using I = simd::bits_t<V>;
    const I integers = simd::convert<I>(simd::iota<V>() - simd::splat<V>(T(2.75)));
    const V back = simd::convert<V>(integers);
    for (int i = 0; i < simd::lanes<V>; ++i) CHECK(simd::lane(back, i) == std::trunc(static_cast<T>(i) - T(2.75)));
  });
}
