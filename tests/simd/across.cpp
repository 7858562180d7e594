// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/simd/across.hpp>

#include <cmath>
#include <limits>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

static_assert(simd::sum(3.0f) == 3 && simd::max_lane(-2.0) == -2);
static_assert([] {
  float a[] = {5};
  simd::transpose(a);
  return simd::sums(a) == 5 && simd::sums<0>(a) == 0;
}());

// test<V>() for all widths from a scalar to two registers, and 16 lanes at least.
template <class T>
void each_width(const auto& test) {
  constexpr int widest = 2 * simd::native_lanes<T> < 16 ? 16 : 2 * simd::native_lanes<T>;
  [&]<int... K>(std::integer_sequence<int, K...>) {
    (
        [&] {
          if constexpr (1 << K <= widest) test.template operator()<simd::vec<T, 1 << K>>();
        }(),
        ...);
  }
  (std::make_integer_sequence<int, 6>{});
}

// Different in every place and sums of them exact.
template <class T>
T entry(int row, int column) {
  return static_cast<T>(row * 37 + column * column + 1);
}
template <class V>
void fill(V* rows, int count) {
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < simd::lanes<V>; ++i) simd::set_lane(rows[r], i, entry<simd::element_t<V>>(r, i));
}

}  // namespace

TEST_CASE_TEMPLATE("sum of lanes", T, float, double, std::int32_t) {
  each_width<T>([]<class V>() {
    V v{};
    fill(&v, 1);
    T expected = 0;
    for (int i = 0; i < simd::lanes<V>; ++i) expected += entry<T>(0, i);
    CHECK(simd::sum(v) == expected);
  });
}

TEST_CASE_TEMPLATE("the largest lane, wherever it is", T, float, double) {
  each_width<T>([]<class V>() {
    for (int largest = 0; largest < simd::lanes<V>; ++largest) {
      V v = simd::splat<V>(-100) + simd::iota<V>();
      simd::set_lane(v, largest, T(-3));
      CHECK(simd::max_lane(v) == -3);
      simd::set_lane(v, largest, std::numeric_limits<T>::quiet_NaN());
      CHECK(std::isnan(simd::max_lane(v)));
    }
  });
}

TEST_CASE_TEMPLATE("transpose", T, float, double, std::int32_t) {
  each_width<T>([]<class V>() {
    constexpr int L = simd::lanes<V>;
    V a[L]{};
    fill(a, L);
    simd::transpose(a);
    for (int r = 0; r < L; ++r)
      for (int i = 0; i < L; ++i) CHECK(simd::lane(a[r], i) == entry<T>(i, r));
  });
}

// Every number of rows: those that are not there count as 0, and what lies behind the array is not read.
TEST_CASE_TEMPLATE("sums of rows side by side", T, float, double) {
  each_width<T>([]<class V>() {
    constexpr int L = simd::lanes<V>;
    [&]<int... R>(std::integer_sequence<int, R...>) {
      (
          [&] {
            V a[L + 1]{};
            for (V& row : a) row = simd::splat<V>(T(1e6));
            fill(a, R);
            const V result = simd::sums<R>(a);
            for (int i = 0; i < L; ++i) {
              T expected = 0;
              for (int k = 0; k < L; ++k) expected += i < R ? entry<T>(i, k) : T(0);
              CHECK(simd::lane(result, i) == expected);
            }
          }(),
          ...);
    }
    (std::make_integer_sequence<int, L + 1>{});
  });
}

TEST_CASE("sums of an array of rows") {
  using V = simd::vec<float, 4>;
  V a[3]{};
  fill(a, 3);
  const V result = simd::sums(a);
  CHECK(simd::lane(result, 2) == 4 * (2 * 37 + 1) + 0 + 1 + 4 + 9);
  CHECK(simd::lane(result, 3) == 0);
}
