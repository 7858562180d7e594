// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// mean((y - t)^2) over all elements, as torch.nn.MSELoss. Shapes: y and t both B x F.
struct MSELoss {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)); }
};

}  // namespace ctnn::inline CTNN_TARGET
