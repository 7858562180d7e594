// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/rand.hpp>
#include <ctnn/random/randn.hpp>

#include <cstdint>

#include "../golden/draws.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using namespace golden::draws;

namespace {

template <class T>
std::uint64_t checksum(const T* values, int n) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (int i = 0; i < n; ++i) sum = (sum ^ __builtin_bit_cast(Bits<T>, values[i])) * 0x100000001b3u;
  return sum;
}
template <class T, int N>
constexpr bool same_bits(const T* drawn, const Bits<T> (&expected)[N]) {
  for (int i = 0; i < N; ++i)
    if (__builtin_bit_cast(Bits<T>, drawn[i]) != expected[i]) return false;
  return true;
}

// Sizes below 16, 16 itself, multiples, and others, whose last 16 are drawn anew.
template <class T>
void has_the_bits_of_torch(const std::uint64_t (&sums)[9][4], const Bits<T> (&several)[4][29],
                           const Bits<T> (&scaled)[4][23]) {
  for (int s = 0; s < 4; ++s) {
    T drawn[100];
    for (int k = 0; k < 9; ++k) {
      Generator rng{seeds[s]};
      fill_normal(rng, drawn, normal_sizes[k]);
      INFO("seed " << seeds[s] << ", " << normal_sizes[k] << " numbers");
      CHECK(checksum(drawn, normal_sizes[k]) == sums[k][s]);
    }
    Generator rng{seeds[s]};
    fill_normal(rng, drawn, 3), fill_normal(rng, drawn + 3, 20);
    for (int i = 0; i < 2; ++i) drawn[23 + i] = rand<T, 1>(rng)(0);
    fill_normal(rng, drawn + 25, 4);
    CHECK(same_bits(drawn, several[s]));

    rng = Generator{seeds[s]};
    fill_normal(rng, drawn, 5, 0.1, 0.02), fill_normal(rng, drawn + 5, 18, -3.0, 0.7);
    CHECK(same_bits(drawn, scaled[s]));
  }
}

}  // namespace

TEST_CASE("randn draws torch.randn's numbers, bit for bit") {
  has_the_bits_of_torch<float>(randn_sums_float, randn_several_float, normal_float);
  has_the_bits_of_torch<double>(randn_sums_double, randn_several_double, normal_double);
  for (int s = 0; s < 4; ++s) {
    Generator rng{seeds[s]};
    CHECK(same_bits(randn<float, 4, 5>(rng).data(), randn_20_float[s]));
    rng = Generator{seeds[s]};
    CHECK(same_bits(randn<double, 20>(rng).data(), randn_20_double[s]));
  }
}

// In float from 16 numbers on also in constant expressions.
static_assert([] {
  for (int s = 0; s < 4; ++s) {
    Generator rng{seeds[s]};
    if (!same_bits(randn<float, 20>(rng).data(), randn_20_float[s])) return false;
  }
  return true;
}());

TEST_CASE("half a pair is part of the generator's state") {
  Generator rng{7}, other{7};
  randn<float, 2>(rng), randn<float, 2>(other);
  CHECK(rng == other);
  randn<float, 1>(rng);
  CHECK_FALSE(rng == other);
  const float next = randn<float, 1>(rng)(0);
  randn<float, 1>(other);
  CHECK(randn<float, 1>(other)(0) == next);
}
