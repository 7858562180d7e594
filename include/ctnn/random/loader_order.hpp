// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/random/randperm.hpp"

namespace ctnn::inline CTNN_TARGET {

// The order in which one pass of torch.utils.data.DataLoader(data, shuffle=True) takes n samples, drawing from the
// default generator. It draws two seeds of 64 bits, one for its workers, which are not used here, and one for the
// generator that makes the order.
constexpr void loader_order(Generator& rng, int* order, int n) {
  rng.random64();
  Generator shuffle{rng.random64() & 0x7fffffffffffffffu};
  internals::fill_randperm(shuffle, order, n);
}

}  // namespace ctnn::inline CTNN_TARGET
