// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = exp(x) / sum(exp(x)) over the features of each sample, as torch.nn.Softmax(dim=1). Shape: B x F -> B x F; each
// row sums to 1. The greatest x is subtracted first, so that exp cannot overflow; the result does not depend on it, so
// neither does the gradient.
struct Softmax {
  constexpr auto operator()(auto x) const {
    auto e = exp(x - detach((max)(x, features)));
    return e / sum(e, features);
  }
  static constexpr void extra_repr(auto& out) { out("dim", 1); }
};

}  // namespace ctnn::inline CTNN_TARGET
