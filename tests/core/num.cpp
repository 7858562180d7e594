// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/core/num.hpp>

#include <type_traits>

using namespace ctnn;

namespace {

template <Num Min = -1, Num Max = 1>
struct Interval;

// Partial specialisations over several numbers are what a bare double breaks on.
template <class>
inline constexpr double width = 0;
template <Num Min, Num Max>
inline constexpr double width<Interval<Min, Max>> = Max.value - Min.value;

static_assert(width<Interval<>> == 2);
static_assert(width<Interval<0, 10>> == 10);
static_assert(width<Interval<-0.25, 0.5f>> == 0.75);
static_assert(width<Interval<Num{0.01}, 1u>> == 1 - 0.01);

// A number has one spelling as an integer and one as a fraction, which print differently; numbers that differ make
// types that differ.
static_assert(std::is_same_v<Interval<0, 10>, Interval<0u, 10l>> &&
              std::is_same_v<Interval<0.0, 10.0>, Interval<0.0f, 10.0f>>);
static_assert(!std::is_same_v<Interval<0, 10>, Interval<0.0, 10.0>> &&
              width<Interval<0, 10>> == width<Interval<0.0, 10.0>>);
static_assert(!std::is_same_v<Interval<0, 10>, Interval<0, 10.5>>);
static_assert(!std::is_same_v<Interval<0.1>, Interval<0.1f>>);
static_assert(Num{1}.value == Num{1.0}.value && Num{1}.integral && !Num{1.0}.integral && !(Num{1} == Num{2}));

}  // namespace

TEST_CASE("Num carries its value to run time") { CHECK(width<Interval<-1.5, 1.5>> == 3); }
