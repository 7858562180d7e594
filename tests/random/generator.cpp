// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/generator.hpp>

#include <cstdint>
#include <random>
#include <type_traits>

using namespace ctnn;

namespace {

constexpr std::uint32_t draw(std::uint64_t seed, int position) {
  Generator rng{seed};
  for (int i = 0; i < position; ++i) (void)rng.random();
  return rng.random();
}
// The 10000th number of seed 5489 is what the C++ standard says of mt19937 ([rand.predef]).
static_assert(draw(5489, 9999) == 4123659995u);
static_assert(draw(5489 + (1ull << 32), 0) == draw(5489, 0) && draw(1, 0) != draw(0, 0));

static_assert(std::is_trivially_copyable_v<Generator> && sizeof(Generator) == 625 * 4 + 12);
static_assert(!std::is_convertible_v<std::uint64_t, Generator>);

}  // namespace

TEST_CASE("the stream is that of mt19937 through several renewals of its state") {
  for (const std::uint32_t seed : {0u, 1u, 42u, 0xffffffffu}) {
    std::mt19937 standard{seed};
    Generator rng{seed};
    int wrong = 0;
    for (int i = 0; i < 3000; ++i) wrong += rng.random() != standard();
    CHECK(wrong == 0);
  }
}

TEST_CASE("64 bits are two draws, the first on top") {
  Generator rng{7}, twin{7};
  const std::uint64_t high = twin.random(), low = twin.random();
  CHECK(rng.random64() == (high << 32 | low));
  CHECK(rng == twin);
}

TEST_CASE("a copy draws the same again, and equality follows what was drawn") {
  Generator rng{3};
  (void)rng.random();
  Generator copy = rng;
  CHECK(copy == rng);
  CHECK(copy.random() == rng.random());
  (void)copy.random();
  CHECK(copy != rng);
}
