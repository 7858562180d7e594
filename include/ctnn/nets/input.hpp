// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>

namespace ctnn::inline CTNN_TARGET {

// Opens a network whose first layer fixes no input shape: Seq<Input<3, 8, 8>, ReLU>. The extents are those of one
// sample. One of them may be dynamic: Input<dynamic, 3> are sequences whose number of steps is that of the tensor, a
// constant, or known at run time only.
template <int... Extents>
struct Input {
  static_assert(sizeof...(Extents) > 0 && ((Extents > 0 || Extents == dynamic) && ...),
                "Input<Extents...>: every extent must be at least 1, or dynamic");
  static_assert(((Extents == dynamic) + ... + 0) <= 1, "Input<Extents...>: at most one extent is dynamic");
};

// The most steps that a Workspace or a Trainer has room for.
template <int N>
struct MaxSteps {
  static_assert(N >= 1, "MaxSteps<N>: at least one step");
};

}  // namespace ctnn::inline CTNN_TARGET
