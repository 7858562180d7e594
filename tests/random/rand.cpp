// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/rand.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>  // whose rand must not stand in the way

#include "../golden/draws.hpp"

using namespace ctnn;
using namespace golden::draws;

namespace {

template <class T, std::size_t Seeds>
constexpr bool draws(const Bits<T> (&expected)[Seeds][5]) {
  for (std::size_t s = 0; s < Seeds; ++s) {
    Generator rng{seeds[s]};
    const auto drawn = rand<T, 5>(rng);
    for (int i = 0; i < 5; ++i) {
      if (__builtin_bit_cast(Bits<T>, drawn(i)) != expected[s][i]) return false;
    }
  }
  return true;
}
static_assert(draws<float>(rand_float) && draws<double>(rand_double));

// The first, the last and a checksum of 1500 draws: the state is renewed on the way.
template <class T>
bool draws_many(const std::uint64_t (&expected)[4][3]) {
  bool right = true;
  for (std::size_t s = 0; s < 4; ++s) {
    Generator rng{seeds[s]};
    const auto drawn = rand<T, 30, 50>(rng);
    std::uint64_t checksum = 0xcbf29ce484222325u;
    for (const T value : drawn) checksum = (checksum ^ __builtin_bit_cast(Bits<T>, value)) * 0x100000001b3u;
    right = right && __builtin_bit_cast(Bits<T>, drawn(0, 0)) == expected[s][0] &&
            __builtin_bit_cast(Bits<T>, drawn(29, 49)) == expected[s][1] && checksum == expected[s][2];
  }
  return right;
}

}  // namespace

TEST_CASE("rand draws torch.rand's numbers, bit for bit, at run time") {
  CHECK(draws<float>(rand_float));
  CHECK(draws<double>(rand_double));
  CHECK(draws_many<float>(rand_1500_float));
  CHECK(draws_many<double>(rand_1500_double));
}

TEST_CASE("no elements take no draws") {
  Generator rng{0};
  (void)rand<float, 0, 3>(rng);
  CHECK(rng == Generator{0});
}
