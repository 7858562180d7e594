// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = tanh(x) in (-1, 1), as torch.nn.Tanh. Any shape.
struct Tanh {
  constexpr auto operator()(auto x) const { return tanh(x); }
};

}  // namespace ctnn::inline CTNN_TARGET
