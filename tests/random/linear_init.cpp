// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/linear_init.hpp>

#include <cstddef>
#include <cstdint>

#include "../golden/draws.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using namespace golden::draws;

namespace {

// Row-major weights, then biases, in the place that the callbacks are told and not in the order of the calls.
template <class T, int In, int Out>
struct Drawn {
  T values[(In + 1) * Out]{};
  constexpr explicit Drawn(Generator& rng) {
    linear_init<T, In, Out>(
        rng, [&](int j, int i, T value) { values[j * In + i] = value; },
        [&](int j, T value) { values[In * Out + j] = value; });
  }
};

template <class T, int In, int Out, std::size_t Seeds, std::size_t N>
constexpr bool draws(const Bits<T> (&expected)[Seeds][N]) {
  for (std::size_t s = 0; s < Seeds; ++s) {
    Generator rng{seeds[s]};
    const Drawn<T, In, Out> drawn{rng};
    for (std::size_t i = 0; i < N; ++i) {
      if (__builtin_bit_cast(Bits<T>, drawn.values[i]) != expected[s][i]) return false;
    }
  }
  return true;
}
static_assert(draws<float, 1, 13>(linear_1_13_float) && draws<double, 1, 13>(linear_1_13_double));
static_assert(draws<float, 13, 1>(linear_13_1_float) && draws<double, 13, 1>(linear_13_1_double));
static_assert(draws<float, 7, 3>(linear_7_3_float) && draws<double, 7, 3>(linear_7_3_double));

template <class T>
bool draws_large(const std::uint64_t (&expected)[4][3]) {
  bool right = true;
  for (std::size_t s = 0; s < 4; ++s) {
    Generator rng{seeds[s]};
    const Drawn<T, 100, 50> drawn{rng};
    std::uint64_t checksum = 0xcbf29ce484222325u;
    for (const T value : drawn.values) checksum = (checksum ^ __builtin_bit_cast(Bits<T>, value)) * 0x100000001b3u;
    right = right && __builtin_bit_cast(Bits<T>, drawn.values[0]) == expected[s][0] &&
            __builtin_bit_cast(Bits<T>, drawn.values[5049]) == expected[s][1] && checksum == expected[s][2];
  }
  return right;
}

// Python's doubles: the two bounds differ in the last bit where sqrt(3) * (gain / sqrt(n)) and 1 / sqrt(n) do.
static_assert(linear_bounds<13>.weight == 0.27735009811261452 && linear_bounds<13>.bias == 0.27735009811261457);
static_assert(linear_bounds<0>.weight == 0 && linear_bounds<0>.bias == 0);

}  // namespace

TEST_CASE("linear_init draws nn.Linear's parameters, bit for bit, at run time") {
  CHECK(draws<float, 1, 13>(linear_1_13_float));
  CHECK(draws<double, 1, 13>(linear_1_13_double));
  CHECK(draws<float, 13, 1>(linear_13_1_float));
  CHECK(draws<double, 13, 1>(linear_13_1_double));
  CHECK(draws<float, 7, 3>(linear_7_3_float));
  CHECK(draws<double, 7, 3>(linear_7_3_double));
  CHECK(draws_large<float>(linear_100_50_float));
  CHECK(draws_large<double>(linear_100_50_double));
}

TEST_CASE("without a bias the weights are the same, and nothing more is drawn") {
  Generator rng{5}, twin{5};
  double sum = 0, twin_sum = 0;
  linear_init<double, 3, 4>(rng, [&](int, int, double value) { sum += value; });
  linear_init<double, 3, 4>(
      twin, [&](int, int, double value) { twin_sum += value; }, [](int, double) {});
  CHECK(sum == twin_sum);
  for (int i = 0; i < 4 * 2; ++i) (void)rng.random();
  CHECK(rng == twin);
}
