// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/target.hpp"
#include "ctnn/core/tensor.hpp"
#include "ctnn/random/generator.hpp"
#include "ctnn/random/uniform.hpp"

namespace ctnn::inline CTNN_TARGET {

// torch.rand(E...): every element from [0, 1), in row-major order.
template <class T, int... E>
constexpr Tensor<T, E...> rand(Generator& rng) {
  Tensor<T, E...> drawn{};
  for (T& element : drawn) element = uniform<T>(rng, 0, 1);
  return drawn;
}

}  // namespace ctnn::inline CTNN_TARGET
