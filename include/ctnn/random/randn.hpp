// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/tensor.hpp"
#include "ctnn/random/normal.hpp"

namespace ctnn::inline CTNN_TARGET {

// torch.randn(E...): every element from the standard normal distribution, in row-major order.
template <class T, int... E>
constexpr Tensor<T, E...> randn(Generator& rng) {
  Tensor<T, E...> drawn{};
  internals::fill_normal(rng, drawn.data(), drawn.size());
  return drawn;
}

}  // namespace ctnn::inline CTNN_TARGET
