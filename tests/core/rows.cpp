// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/tensor.hpp>

#include <array>
#include <cstdint>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

constexpr Tensor<float, 3, 2> x{1, 2, 3, 4, 5, 6};

// In the order of the indices, repeated where they repeat; any integer type, any of the three kinds of array.
static_assert(x[std::array<int, 2>{2, 0}] == Tensor<float, 2, 2>{5, 6, 1, 2});
static_assert(x[std::array<std::uint8_t, 3>{1, 1, 1}] == Tensor<float, 3, 2>{3, 4, 3, 4, 3, 4});
static_assert(x[Tensor<std::int64_t, 1>{2}] == Tensor<float, 1, 2>{5, 6});
static_assert(x[std::array<int, 0>{}].size() == 0);
constexpr int order[]{1, 0};
static_assert(rows(x, order) == Tensor<float, 2, 2>{3, 4, 1, 2} && x[order](0, 0) == 3);
// Of a vector the rows are its elements; of a cube, its planes.
static_assert(Tensor<int, 3>{7, 8, 9}[Tensor<int, 2>{2, 1}] == Tensor<int, 2>{9, 8});
static_assert(Tensor<int, 2, 2, 2>{0, 1, 2, 3, 4, 5, 6, 7}[Tensor<int, 1>{1}] == Tensor<int, 1, 2, 2>{4, 5, 6, 7});

// Neither numbers with fractions nor truth values are indices, nor is an array of arrays.
static_assert(IndexArray<std::array<long, 2>> && IndexArray<Tensor<int, 2>> && IndexArray<int[2]>);
static_assert(!IndexArray<Tensor<float, 2>> && !IndexArray<std::array<bool, 3>> && !IndexArray<Tensor<int, 2, 2>>);

}  // namespace

TEST_CASE("an index of no row is an index_error that names index, position and extent") {
  CHECK_THROWS_WITH_AS((x[std::array{0, 1, 3}]), "index 3 at position 2 is outside the extent 3", index_error);
  CHECK_THROWS_WITH_AS((x[std::array{-1, 0}]), "index -1 at position 0 is outside the extent 3", index_error);
  CHECK_THROWS_AS((x[std::array{~0ull}]), index_error);
}
