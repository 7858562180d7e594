// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <ctnn/random/linear_init.hpp>
#include <ctnn/random/loader_order.hpp>
#include <ctnn/random/randperm.hpp>

#include "../golden/draws.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using namespace golden::draws;

namespace {

template <int N>
constexpr bool same(const int* order, const int (&expected)[N]) {
  for (int i = 0; i < N; ++i)
    if (order[i] != expected[i]) return false;
  return true;
}

constexpr bool orders_are_those_of_torch() {
  for (int s = 0; s < 4; ++s) {
    Generator rng{seeds[s]};
    if (!same(randperm<11>(rng).data(), randperm_11_int[s])) return false;
    rng = Generator{seeds[s]};
    if (!same(randperm<1>(rng).data(), randperm_1_int[s]) || !(rng == Generator{seeds[s]})) return false;
    const auto [train, val] = random_split<9, 2>(rng);
    int both[11]{};
    for (int i = 0; i < 11; ++i) both[i] = i < 9 ? train(i) : val(i - 9);
    if (!same(both, split_9_2_int[s])) return false;
    rng = Generator{seeds[s]};
    int order[13];
    loader_order(rng, order, 13);
    if (!same(order, loader_13_int[s])) return false;
    loader_order(rng, order, 13);
    if (!same(order, loader_13_twice_int[s])) return false;
  }
  return true;
}
static_assert(orders_are_those_of_torch());

// The split of the source document: its stream's seed, found from the numbers it prints. Its author had run the cell
// that draws the split once before, and a Linear(1, 1).
static_assert([] {
  Generator rng{3641431170};
  randperm<11>(rng);
  linear_init<float, 1, 1>(
      rng, [](int, int, float) {}, [](int, float) {});
  return same(randperm<11>(rng).data(), {6, 2, 1, 8, 7, 10, 3, 0, 4, 9, 5});
}());

}  // namespace

TEST_CASE("orders at run time") {
  CHECK(orders_are_those_of_torch());
  Generator rng{0};
  int none = 5;
  loader_order(rng, &none, 0);
  CHECK(none == 5);
  CHECK(randperm<0>(rng).size() == 0);
}
