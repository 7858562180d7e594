// SPDX-License-Identifier: BSL-1.0
// A parameter's storage: torch's shape and order outside, whole vectors inside, zeros between.
#include <ctnn/engine/memory/parameter.hpp>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::internals;

namespace {

static_assert(whole_vectors(1, 8) == 8 && whole_vectors(8, 8) == 8 && whole_vectors(9, 8) == 16 &&
              whole_vectors(5, 1) == 5);

// Rows of a weight do not meet in the same cache sets.
static_assert(weight_row(512, 16, 16) == 528 && weight_row(500, 16, 16) == 528 && weight_row(1024, 4, 16) == 1040 &&
              weight_row(256, 8, 8) == 264);
static_assert(weight_row(496, 16, 16) == 496 && weight_row(768, 16, 16) == 768 && weight_row(5, 4, 16) == 8);

// Along the side that wastes less room; the outputs where both waste the same.
static_assert(lies_along_outputs(13, 1, 8) && !lies_along_outputs(1, 13, 8) && lies_along_outputs(64, 64, 16));
static_assert(lies_along_outputs(16, 17, 16) && !lies_along_outputs(17, 16, 16) && lies_along_outputs(3, 5, 1));
static_assert(lies_along_outputs(200, 600, 16) &&
              !lies_along_outputs(50, 100, 16));  // 208 x 600 and 64 x 100, against 200 x 608 and 50 x 112

template <class T, int Out, int In>
constexpr bool round_trip() {
  Tensor<T, Out, In> t{};
  for (int i = 0; i < Out * In; ++i) t.data()[i] = T(i + 1);
  const Parameter<T, Out, In> p = t;
  const Tensor<T, Out, In> back = p;
  bool right = back == t;
  for (int j = 0; j < Out; ++j)
    for (int i = 0; i < In; ++i) right = right && p(j, i) == t(j, i);
  // each number once, and nothing but zeros beside them
  long sum = 0;
  int zeros = 0;
  for (int i = 0; i < p.stored; ++i) sum += long(p.storage()[i]), zeros += p.storage()[i] == 0;
  return right && sum == long(Out * In) * (Out * In + 1) / 2 && zeros == p.stored - Out * In;
}
static_assert(round_trip<float, 13, 1>() && round_trip<float, 1, 13>() && round_trip<float, 17, 16>() &&
              round_trip<float, 16, 17>());
static_assert(round_trip<double, 3, 5>() && round_trip<float, 1, 1>() && round_trip<double, 9, 33>() &&
              round_trip<float, 512, 3>());

// Each row of storage begins with a whole vector, and holds what one input feeds, or what feeds one output.
template <class T, int Out, int In>
constexpr bool rows_are_whole_vectors() {
  using P = Parameter<T, Out, In>;
  P p{};
  bool right = P::stride % simd::native_lanes<T> == 0 && P::stored == P::rows * P::stride;
  for (int j = 0; j < Out; ++j)
    for (int i = 0; i < In; ++i)
      right = right && &p(j, i) == p.storage() + (P::along_outputs ? i * P::stride + j : j * P::stride + i);
  return right;
}
static_assert(rows_are_whole_vectors<float, 13, 3>() && rows_are_whole_vectors<float, 3, 13>() &&
              rows_are_whole_vectors<double, 17, 16>());

template <class T, int N>
constexpr bool vector_round_trip() {
  Tensor<T, N> t{};
  for (int i = 0; i < N; ++i) t(i) = T(i + 1);
  const Parameter<T, N> p = t;
  const Tensor<T, N> back = p;
  bool right = back == t && p(N - 1) == T(N);
  for (int i = N; i < p.stored; ++i) right = right && p.storage()[i] == 0;
  return right;
}
static_assert(vector_round_trip<float, 1>() && vector_round_trip<float, 17>() && vector_round_trip<double, 8>());

// Elements are lvalues, and a tensor may be assigned over other numbers.
constexpr bool assigned() {
  Parameter<float, 2, 3> p{};
  p(1, 2) = 7;
  const bool written = p(1, 2) == 7 && p(0, 2) == 0;
  p = Tensor<float, 2, 3>{1, 2, 3, 4, 5, 6};
  return written && p(1, 2) == 6 && p(0, 1) == 2;
}
static_assert(assigned());

static_assert(Parameter<float, 5, 3>::size() == 15 && Parameter<float, 5, 3>::shape[0] == 5 &&
              Parameter<float, 5, 3>::shape[1] == 3);
static_assert(Parameter<float, 5>::size() == 5 && Parameter<float, 5>::rank == 1 && Parameter<float, 5, 3>::rank == 2);
static_assert(std::is_trivially_copyable_v<Parameter<float, 5, 3>> &&
              std::is_trivially_copyable_v<Parameter<double, 5>>);
// Whole vectors and no more: no room is lost but to padding.
static_assert(sizeof(Parameter<float, 5, 3>) == Parameter<float, 5, 3>::stored * sizeof(float));
static_assert(Parameter<float, 64, 64>::stored == 64 * 64 && Parameter<float, 64>::stored == 64);
static_assert(alignof(Parameter<float, 5, 3>) == (vector_bytes > 4 ? vector_bytes : 4));
static_assert(Parameter<float, 5, 3>::stride % simd::native_lanes<float> == 0);

template <int J, int I>
concept Inside = requires {
  typename std::bool_constant<(Parameter<float, 2, 3>{}(J, I), true)>;
};
static_assert(Inside<1, 2> && !Inside<2, 0> && !Inside<0, 3> && !Inside<-1, 0>);

}  // namespace

TEST_CASE("a parameter's elements are checked at run time where nothing is optimised") {
  Parameter<float, 2, 3> p{};
  p(1, 2) = 3;
  CHECK(p(1, 2) == 3);
  if (indices_checked) CHECK_THROWS_AS(p(2, 0), index_error);
}
