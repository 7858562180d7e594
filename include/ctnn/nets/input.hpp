// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// Opens a network whose first layer fixes no input shape: Seq<Input<3, 8, 8>, ReLU>. The extents are those of one
// sample.
template <int... Extents>
struct Input {
  static_assert(sizeof...(Extents) > 0 && ((Extents > 0) && ...), "Input<Extents...>: every extent must be at least 1");
};

}  // namespace ctnn::inline CTNN_TARGET
