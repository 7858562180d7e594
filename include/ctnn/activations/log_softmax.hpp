// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x - log(sum(exp(x))) over the features of each sample, as torch.nn.LogSoftmax(dim=1). Shape: B x F -> B x F.
struct LogSoftmax {
  constexpr auto operator()(auto x) const { return log_softmax(x); }
  static constexpr void extra_repr(auto& out) { out("dim", 1); }
};

}  // namespace ctnn::inline CTNN_TARGET
