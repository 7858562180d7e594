// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

// Row major, the last index fastest.
constexpr Tensor<float, 2, 3> a{1, 2, 3, 4, 5, 6};
static_assert(a(0, 0) == 1 && a(0, 2) == 3 && a(1, 0) == 4 && a(1, 2) == 6);
static_assert(a.size() == 6 && a.rank == 2 && a.shape[0] == 2 && a.shape[1] == 3 && a.extent(1) == 3);
static_assert(a.end() - a.begin() == 6 && a.begin() == a.data() && *(a.end() - 1) == 6);
constexpr Tensor<int, 2, 3, 4> cube = [] {
  Tensor<int, 2, 3, 4> filled;  // not initialised: every element is written
  int next = 0;
  for (int& element : filled) element = next++;
  return filled;
}();
static_assert(cube(1, 2, 3) == 23 && cube(0, 1, 0) == 4 && cube(1, 0, 2u) == 14);

// Values convert; a fraction does not become an integer; a single value is no tensor by itself.
static_assert(Tensor<float, 3>{1, 2.5, 0.1f} == Tensor<float, 3>{1.0f, 2.5f, 0.1f});
static_assert(Tensor<float, 1>{0.1}(0) == 0.1f);
static_assert(!std::is_constructible_v<Tensor<int, 2>, double, int>);
static_assert(!std::is_convertible_v<float, Tensor<float, 1>> && std::is_constructible_v<Tensor<float, 1>, int>);
static_assert(Tensor<float, 2, 2>{} == Tensor<float, 2, 2>{0, 0, 0, 0});

// A matrix may be written row by row, as in torch.
static_assert(a == Tensor<float, 2, 3>{{1, 2, 3}, {4, 5, 6}});
static_assert(Tensor<float, 2, 1>{{1}, {2.5}} == Tensor<float, 2, 1>{1, 2.5} && Tensor<int, 1, 2>{{3, 4}}(0, 1) == 4);
constexpr Tensor<double, 2, 2> identity() { return {{1, 0}, {0, 1}}; }
static_assert(identity()(1, 1) == 1 && identity()(1, 0) == 0);
static_assert(!std::is_constructible_v<Tensor<float, 2>, const float (&)[2]>);

static_assert(a == Tensor<float, 2, 3>{1, 2, 3, 4, 5, 6});
static_assert(a != Tensor<float, 2, 3>{1, 2, 3, 4, 5, 7} && a != Tensor<float, 2, 3>{0, 2, 3, 4, 5, 6});

// More values than clang takes operands of a fold expression, 256.
constexpr auto counted = []<int... I>(std::integer_sequence<int, I...>) { return Tensor<float, 100, 10>{I...}; }
(std::make_integer_sequence<int, 1000>{});
static_assert(counted(99, 9) == 999);

// Rank 1 has the bracket too; higher ranks keep it for rows.
template <class T>
concept Bracketed = requires(T t) {
  t[0];
};
static_assert(Tensor<float, 2>{3, 4}[1] == 4 && Bracketed<Tensor<float, 2>> && !Bracketed<Tensor<float, 2, 2>>);

// A scalar and tensors without elements.
static_assert(Tensor<double>{2.5}() == 2.5 && Tensor<double>::size() == 1 && Tensor<double>::rank == 0);
constexpr Tensor<float, 0, 3> none{};
static_assert(none.size() == 0 && none.begin() == none.end() && none == Tensor<float, 0, 3>{} && sizeof none == 4);

// Aligned to the next power of two, at most to the machine's vectors, and never blown up beyond it.
constexpr std::size_t widest = __BIGGEST_ALIGNMENT__;
static_assert(alignof(Tensor<float, 1>) == 4 && sizeof(Tensor<float, 1>) == 4);
static_assert(alignof(Tensor<float, 3>) == 16 && sizeof(Tensor<float, 3>) == 16);
static_assert(alignof(Tensor<float, 9, 1>) == widest && alignof(Tensor<double, 100>) == widest);
static_assert(sizeof(Tensor<double, 100>) - 800 < widest && sizeof(Tensor<double, 4>) == 32);
static_assert(alignof(Tensor<std::int8_t, 5>) == 8 && alignof(Tensor<float, 0>) == 4);

static_assert(std::is_trivially_copyable_v<Tensor<float, 3>> &&
              std::is_trivially_default_constructible_v<Tensor<float, 3>>);

// In a constant expression an index out of range is an error, in each place and on both sides.
template <int I, int J>
concept Inside = requires {
  typename std::bool_constant<(a(I, J), true)>;
};
static_assert(Inside<0, 0> && Inside<1, 2> && !Inside<2, 0> && !Inside<-1, 0> && !Inside<0, 3> && !Inside<1, -1>);

}  // namespace

TEST_CASE("a Tensor's elements are lvalues of its own storage") {
  Tensor<float, 2, 2> t{};
  t(1, 0) = 3;
  t.data()[3] = 4;
  CHECK(t == Tensor<float, 2, 2>{0, 0, 3, 4});
  Tensor<int, 3> v{1, 2, 3};
  v[1] = 7;
  CHECK(v(1) == 7);
}

TEST_CASE("memcpy copies a Tensor") {
  Tensor<float, 2, 3> copy{};
  std::memcpy(static_cast<void*>(&copy), &a, sizeof a);
  CHECK(copy == a);
}

TEST_CASE("indices are checked at run time where nothing is optimised") {
  if (indices_checked) {
    Tensor<float, 2, 3> t{};
    CHECK_THROWS_WITH_AS(t(1, 3), "index 3 at position 1 is outside the extent 3", index_error);
    CHECK_THROWS_WITH_AS(t(-1, 0), "index -1 at position 0 is outside the extent 2", index_error);
  }
}

#ifndef __FAST_MATH__
TEST_CASE("NaN differs from itself, also inside a Tensor") {
  const Tensor<double, 2> t{1, __builtin_nan("")};
  CHECK(!(t == t));
}
#endif
