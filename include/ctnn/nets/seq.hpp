// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// Layers one after the other, as torch.nn.Sequential. An empty type: an architecture, no values. A Seq is a layer, so
// networks nest.
template <class... Layers>
struct Seq {};

}  // namespace ctnn::inline CTNN_TARGET
