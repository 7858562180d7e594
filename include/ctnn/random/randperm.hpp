// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/split.hpp"
#include "ctnn/random/generator.hpp"

namespace ctnn::inline CTNN_TARGET::internals::random {

// The numbers 0 to n - 1 in the order of torch.randperm(n), n - 1 draws: Fisher and Yates from the front.
constexpr void fill_randperm(Generator& rng, int* order, int n) {
  for (int i = 0; i < n; ++i) order[i] = i;
  for (int i = 0; i + 1 < n; ++i) {
    const int chosen = i + static_cast<int>(rng.random() % static_cast<std::uint32_t>(n - i));
    const int taken = order[chosen];
    order[chosen] = order[i], order[i] = taken;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::random

namespace ctnn::inline CTNN_TARGET {

// torch.randperm(N).
template <int N>
constexpr Tensor<int, N> randperm(Generator& rng) {
  Tensor<int, N> order{};
  internals::fill_randperm(rng, order.data(), N);
  return order;
}

// The rows that torch.utils.data.random_split gives to each part, as indices:
//   const auto [train, val] = random_split<9, 2>(rng);   auto x_train = x[train];
template <int... Sizes>
constexpr auto random_split(Generator& rng) {
  return split<Sizes...>(randperm<(Sizes + ...)>(rng));
}

}  // namespace ctnn::inline CTNN_TARGET
