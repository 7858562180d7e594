// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = max(x, 0), as torch.nn.ReLU; the gradient at 0 is 0. Any shape.
struct ReLU {
  constexpr auto operator()(auto x) const { return (max)(x, 0); }
};

}  // namespace ctnn::inline CTNN_TARGET
