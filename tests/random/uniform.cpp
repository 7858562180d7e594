// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/uniform.hpp>

#include <cstddef>
#include <iterator>

#include "../golden/draws.hpp"

using namespace ctnn;
using namespace golden::draws;

namespace {

// Does the row of each seed hold what uniform(low, high) draws?
template <class T, std::size_t Seeds, std::size_t N>
constexpr bool draws(const Bits<T> (&expected)[Seeds][N], const double (&between)[2]) {
  for (std::size_t s = 0; s < Seeds; ++s) {
    Generator rng{seeds[s]};
    for (const Bits<T> word : expected[s]) {
      const T drawn = uniform(rng, static_cast<T>(between[0]), static_cast<T>(between[1]));
      if (__builtin_bit_cast(Bits<T>, drawn) != word) return false;
    }
  }
  return true;
}

static_assert(draws<float>(uniform_0_float, bounds[0]) && draws<double>(uniform_0_double, bounds[0]));
static_assert(draws<float>(uniform_1_float, bounds[1]) && draws<double>(uniform_1_double, bounds[1]));
static_assert(draws<float>(uniform_2_float, bounds[2]) && draws<double>(uniform_2_double, bounds[2]));
static_assert(draws<float>(uniform_3_float, bounds[3]) && draws<double>(uniform_3_double, bounds[3]));

}  // namespace

TEST_CASE("uniform draws torch's numbers, bit for bit, at run time") {
  CHECK(draws<float>(uniform_0_float, bounds[0]));
  CHECK(draws<float>(uniform_1_float, bounds[1]));
  CHECK(draws<float>(uniform_2_float, bounds[2]));
  CHECK(draws<float>(uniform_3_float, bounds[3]));
  CHECK(draws<double>(uniform_0_double, bounds[0]));
  CHECK(draws<double>(uniform_1_double, bounds[1]));
  CHECK(draws<double>(uniform_2_double, bounds[2]));
  CHECK(draws<double>(uniform_3_double, bounds[3]));
}

TEST_CASE("uniform stays below its upper bound from 0 to 1") {
  Generator rng{0};
  bool inside = true;
  for (int i = 0; i < 100000; ++i) {
    const float x = uniform(rng, 0.0f, 1.0f);
    inside = inside && x >= 0 && x < 1;
  }
  CHECK(inside);
}
