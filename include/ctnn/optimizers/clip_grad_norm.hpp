// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>

namespace ctnn::inline CTNN_TARGET {

// Where the Euclidean norm of all gradients together exceeds max_norm they are scaled down to it before the update, as
// by torch.nn.utils.clip_grad_norm_: all are multiplied by min(1, max_norm / (norm + 1e-6)).
//
//   Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}, ClipGradNorm{1.0}};
struct ClipGradNorm {
  double max_norm = 1;
  constexpr void check() const {
    if (!(max_norm >= 0)) internals::fail<value_error>("ClipGradNorm: max_norm must not be negative");
  }
};

}  // namespace ctnn::inline CTNN_TARGET
