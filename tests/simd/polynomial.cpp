// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/simd/polynomial.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// 1 + 2 x + 3 x^2 + ... + N x^(N - 1) at -1, 2, 3: exact in double, and short and long ones take different ways.
template <int N>
constexpr bool right() {
  double c[N]{};
  for (int i = 0; i < N; ++i) c[i] = i + 1;
  for (const double x : {-1.0, 2.0, 3.0}) {
    double power = 1, expected = 0;
    for (int i = 0; i < N; ++i, power *= x) expected += c[i] * power;
    if (simd::polynomial(x, c) != expected) return false;
  }
  return true;
}
static_assert(right<1>() && right<2>() && right<7>() && right<8>() && right<9>() && right<10>() && right<24>());

}  // namespace

TEST_CASE("the lanes of a polynomial") {
  using V = simd::vec<float, simd::native_lanes<float>>;
  constexpr float c[] = {3, -1, 2};
  const V x = simd::iota<V>(), y = simd::polynomial(x, c);
  for (int i = 0; i < simd::lanes<V>; ++i) CHECK(simd::lane(y, i) == static_cast<float>(3 - i + 2 * i * i));
}
