// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/simd/exponent.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

static_assert(simd::ln2<float>::whole == 0.693147180559945309417f &&
              simd::ln2<double>::whole == 0.693147180559945309417);

// n, and 1.5 times 2^n, up to both ends of the exponents.
template <class T>
constexpr bool scales(int n, T expected) {
  const T sum = simd::rounder<T> + static_cast<T>(n);
  return simd::without_rounder(sum) == static_cast<T>(n) && simd::scale(T(1.5), sum) == expected * T(1.5);
}
static_assert(scales(0, 1.0f) && scales(127, 0x1p127f) && scales(-126, 0x1p-126f));
static_assert(scales(1, 2.0) && scales(1023, 0x1p1023) && scales(-1022, 0x1p-1022));

}  // namespace

TEST_CASE_TEMPLATE("any exponent times the high part of ln 2 is exact", T, float, double) {
  constexpr int most = std::numeric_limits<T>::max_exponent;
  for (int n = -most; n <= most; ++n)
    CHECK(static_cast<long double>(static_cast<T>(n) * simd::ln2<T>::high) ==
          static_cast<long double>(n) * static_cast<long double>(simd::ln2<T>::high));
}

TEST_CASE_TEMPLATE("the parts of ln 2 add up to more than either has", T, float, double) {
  const long double sum = static_cast<long double>(simd::ln2<T>::high) + static_cast<long double>(simd::ln2<T>::low);
  const long double error = sum - 0.693147180559945309417232121458L;
  CHECK((error < 0 ? -error : error) < 1e-3L * std::numeric_limits<T>::epsilon());
}
