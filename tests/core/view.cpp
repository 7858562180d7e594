// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/view.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

using namespace ctnn;

namespace {

constexpr float numbers[]{1, 2, 3, 4, 5, 6};
constexpr Tensor<float, 2, 3> tensor{1, 2, 3, 4, 5, 6};

// The same elements, their number of rows known as a constant or at run time.
constexpr TensorView<const float, 2, 3> fixed{numbers};
constexpr TensorView<const float, dynamic, 3> counted{numbers, 2};
static_assert(fixed(1, 0) == 4 && counted(1, 0) == 4 && counted(0, 2) == 3);
static_assert(fixed.size() == 6 && counted.size() == 6 && counted.end() - counted.begin() == 6);
static_assert(fixed.extent(0) == 2 && counted.extent(0) == 2 && counted.extent(1) == 3 && counted.rank == 2);
static_assert(TensorView<const float, dynamic>{numbers, 6}[5] == 6 &&
              TensorView<const float, dynamic>{numbers, 0}.size() == 0);
static_assert(sizeof fixed == sizeof(void*) && sizeof counted == 2 * sizeof(void*));
static_assert(std::is_trivially_copyable_v<TensorView<float, dynamic, 3>>);

static_assert(TensorView<const float, 2, 3>{tensor}(1, 1) == 5 &&
              TensorView<const float, dynamic, 3>{tensor}.extent(0) == 2);

// What converts: to const, to dynamic, both at once; nothing back, and no shape into another.
template <class From, class To>
concept To_ = std::is_convertible_v<From, To>;
using Mine = TensorView<float, 2, 3>;
static_assert(To_<Tensor<float, 2, 3>&, Mine> && To_<Tensor<float, 2, 3>&, TensorView<const float, dynamic, 3>>);
static_assert(To_<const Tensor<float, 2, 3>&, TensorView<const float, 2, 3>> && !To_<const Tensor<float, 2, 3>&, Mine>);
static_assert(To_<Tensor<float, 2, 3>, TensorView<const float, 2, 3>> && !To_<Tensor<float, 2, 3>, Mine>);
static_assert(!To_<Tensor<float, 3, 2>&, Mine> && !To_<Tensor<float, 6>&, TensorView<float, dynamic, 3>>);
static_assert(!To_<Tensor<double, 2, 3>&, Mine> && !To_<Tensor<float, 3, 3>&, Mine>);
static_assert(To_<Mine, TensorView<const float, 2, 3>> && To_<Mine, TensorView<float, dynamic, 3>>);
static_assert(To_<Mine, TensorView<const float, dynamic, 3>> && To_<Mine, Mine>);
static_assert(!To_<TensorView<const float, 2, 3>, Mine> && !To_<TensorView<float, dynamic, 3>, Mine>);
static_assert(!To_<TensorView<float, 3, 3>, Mine> && !To_<float*, Mine>);

// A run-time number of rows comes along.
static_assert(TensorView<const float, dynamic, 3>{TensorView<float, dynamic, 3>{nullptr, 7}}.extent(0) == 7);

template <int I, int J>
concept Inside = requires {
  typename std::bool_constant<(counted(I, J), true)>;
};
static_assert(Inside<1, 2> && !Inside<2, 0> && !Inside<0, 3> && !Inside<-1, 0>);

template <auto Rows>
concept Counts = requires {
  typename std::bool_constant<(TensorView<const float, dynamic, 3>{numbers, Rows}, true)>;
};
static_assert(Counts<0> && Counts<2> && Counts<std::size_t{2}> && Counts<2147483647> && !Counts<-1>);
static_assert(!Counts<2147483648LL> && !Counts<~0ull> && !Counts<(1ull << 63)> && !Counts<4294967296ull>);

}  // namespace

TEST_CASE("a view writes through to what it views") {
  Tensor<float, 2, 3> t{};
  TensorView<float, 2, 3> v = t;
  v(1, 2) = 5;
  TensorView<float, dynamic, 3> w = v;
  w(0, 1) = 4;
  for (float& element : TensorView<float, dynamic, 3>{t.data(), 1}) element += 1;
  CHECK(t == Tensor<float, 2, 3>{1, 5, 1, 0, 0, 5});
}

TEST_CASE("a view of fewer than no rows is a shape_error that says so") {
  float x = 0;
  using View = TensorView<float, dynamic, 1>;
  CHECK_THROWS_WITH_AS((View{&x, -3}), "a view has from 0 to 2147483647 rows, not -3", shape_error);
  CHECK_THROWS_WITH_AS((View{&x, std::uint64_t{1} << 32}), "a view has from 0 to 2147483647 rows, not 4294967296",
                       shape_error);
  CHECK(View{nullptr, std::int8_t{0}}.begin() == View{nullptr, 0}.end());
}

TEST_CASE("the size of a view does not overflow int") {
  static float x = 0;
  CHECK(TensorView<float, dynamic, 1000>{&x, 1 << 30}.size() == std::ptrdiff_t{1000} << 30);
}

TEST_CASE("a view with several dynamic extents, or one that is not the first") {
  Tensor<float, 2, 3, 4> t{};
  for (int k = 0; k < 24; ++k) t.data()[k] = float(k);
  const TensorView<float, dynamic, dynamic, 4> all{t.data(), 2, 3};
  CHECK(all.size() == 24);
  CHECK(all.extent(0) == 2);
  CHECK(all.extent(1) == 3);
  CHECK(all.extent(2) == 4);
  CHECK(all(1, 2, 3) == 23);
  const TensorView<const float, 2, dynamic, 4> some{t.data(), std::size_t{3}};
  static_assert(!std::is_convertible_v<decltype(all), TensorView<const float, 2, dynamic, 4>>);
  CHECK(some(1, 0, 1) == 13);
  const TensorView<const float, dynamic, 3, dynamic> others{t};
  CHECK(others.extent(2) == 4);
  CHECK(others(0, 2, 1) == 9);
  CHECK_THROWS_AS((TensorView<const float, dynamic, dynamic, 4>{t.data(), 2, -1}), shape_error);
  CHECK_THROWS_WITH((TensorView<const float, 2, dynamic, 4>{t.data(), -3}),
                    "an extent of a view is a number from 0 to 2147483647, not -3");
  static_assert(!std::is_constructible_v<TensorView<const float, dynamic, dynamic, 4>, const float*, int>);
  static_assert(
      !std::is_convertible_v<TensorView<const float, dynamic, 3, 4>, TensorView<const float, dynamic, dynamic, 5>>);
}
