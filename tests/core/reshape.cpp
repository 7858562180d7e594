// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/arithmetic.hpp>
#include <ctnn/core/full.hpp>
#include <ctnn/core/reshape.hpp>
#include <ctnn/core/split.hpp>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr Tensor<float, 6> x{1, 2, 3, 4, 5, 6};

// Shapes are values and types.
static_assert(x.shape == Shape<6>{} && !(x.shape == Shape<6, 1>{}) && x.shape[0] == 6);
static_assert(std::is_same_v<decltype(unsqueeze<1>(x).shape), const Shape<6, 1>>);
static_assert(Tensor<float, 2, 3, 4>::shape[2] == 4 && Shape<2, 3>{}.size() == 2 && *Shape<2, 3>{}.begin() == 2);
static_assert([] {
  int product = 1;
  for (const int extent : Tensor<float, 2, 3, 4>::shape) product *= extent;
  return product == 24;
}());

static_assert(unsqueeze<0>(x).shape == Shape<1, 6>{} && unsqueeze<-1>(x).shape == Shape<6, 1>{} &&
              unsqueeze<-2>(x).shape == Shape<1, 6>{});
static_assert(unsqueeze<1>(Tensor<int, 2, 3>{1, 2, 3, 4, 5, 6}) == Tensor<int, 2, 1, 3>{1, 2, 3, 4, 5, 6});
static_assert(unsqueeze<0>(Tensor<int>{5}) == Tensor<int, 1>{5});
static_assert(reshape<2, 3>(x) == Tensor<float, 2, 3>{1, 2, 3, 4, 5, 6} && reshape<6>(reshape<3, 1, 2>(x)) == x);
static_assert(squeeze(Tensor<int, 1, 2, 1, 3>{1, 2, 3, 4, 5, 6}) == Tensor<int, 2, 3>{1, 2, 3, 4, 5, 6});
static_assert(squeeze(Tensor<int, 1, 1>{4}) == Tensor<int>{4});

static_assert(ones<float, 2>() == Tensor<float, 2>{1, 1} && zeros<int, 1, 2>() == Tensor<int, 1, 2>{0, 0});
static_assert(full<float, 2>(2.5f) == Tensor<float, 2>{2.5, 2.5} && full<float, 0>(1).size() == 0);
static_assert(arange<int, 4>() == Tensor<int, 4>{0, 1, 2, 3} &&
              arange<float, 3>(20, 0.5) == Tensor<float, 3>{20, 20.5, 21});
static_assert(arange<float, 70>(20)(69) == 89 && -arange<int, 2>(1) == Tensor<int, 2>{-1, -2});

constexpr auto parts = split<1, 0, 2>(Tensor<int, 3, 2>{1, 2, 3, 4, 5, 6});
static_assert(parts.get<0>() == Tensor<int, 1, 2>{1, 2} && parts.get<1>().size() == 0 &&
              parts.get<2>() == Tensor<int, 2, 2>{3, 4, 5, 6});

}  // namespace

TEST_CASE("a split is taken apart by structured bindings") {
  const auto [first, second] = split<2, 4>(x);
  CHECK(first == Tensor<float, 2>{1, 2});
  CHECK(second == Tensor<float, 4>{3, 4, 5, 6});
}
