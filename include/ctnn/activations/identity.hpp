// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x, as torch.nn.Identity. Any shape.
struct Identity {
  constexpr auto operator()(auto x) const { return x; }
};

}  // namespace ctnn::inline CTNN_TARGET
