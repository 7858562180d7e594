// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = 1 / (1 + exp(-x)) in (0, 1), as torch.nn.Sigmoid. Any shape.
struct Sigmoid {
  constexpr auto operator()(auto x) const { return sigmoid(x); }
};

}  // namespace ctnn::inline CTNN_TARGET
