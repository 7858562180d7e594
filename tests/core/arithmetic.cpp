// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/arithmetic.hpp>

#include <cstdint>
#include <type_traits>

using namespace ctnn;

namespace {

constexpr Tensor<float, 2, 2> a{1, 2, 3, 4};
constexpr Tensor<float, 2, 2> b{8, 6, 4, 2};
using T = Tensor<float, 2, 2>;

// Every operator with its operands in every order: a swapped minus or division shows.
static_assert(a + b == T{9, 8, 7, 6} && a - b == T{-7, -4, -1, 2} && a * b == T{8, 12, 12, 8} &&
              b / a == T{8, 3, 4. / 3, .5});
static_assert(a + 1 == T{2, 3, 4, 5} && a - 1 == T{0, 1, 2, 3} && a * 2 == T{2, 4, 6, 8} && b / 2 == T{4, 3, 2, 1});
static_assert(1 + a == T{2, 3, 4, 5} && 1 - a == T{0, -1, -2, -3} && 2 * a == T{2, 4, 6, 8} &&
              24 / b == T{3, 4, 6, 12});
static_assert(-a == T{-1, -2, -3, -4});

// The scalar takes the tensor's type before anything is computed, as in torch.
static_assert(std::is_same_v<decltype(0.1 * a), T> && (0.1 * Tensor<float, 1>{9})(0) == 0.1f * 9.0f);
static_assert(std::is_same_v<decltype(2 * Tensor<std::int8_t, 1>{1}), Tensor<std::int8_t, 1>>);

template <class X, class Y>
concept Adds = requires(X x, Y y) {
  x + y;
};
static_assert(Adds<T, T> && Adds<T, int> && Adds<double, T> && Adds<Tensor<int, 2>, long>);
static_assert(!Adds<T, Tensor<float, 4>> && !Adds<T, Tensor<double, 2, 2>> && !Adds<Tensor<int, 2>, double>);

}  // namespace

TEST_CASE("arithmetic at run time is what the constant evaluator says") {
  volatile float one = 1;
  const T c = one * a;
  CHECK(c - b == T{-7, -4, -1, 2});
  CHECK(0.1f * c == T{0.1f, 0.1f * 2, 0.1f * 3, 0.1f * 4});
}
