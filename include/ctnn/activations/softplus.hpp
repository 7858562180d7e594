// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = log(1 + exp(Beta * x)) / Beta, and x where Beta * x exceeds Threshold, as torch.nn.Softplus(beta, threshold).
// Above 0, any shape.
template <Num Beta = 1, Num Threshold = 20>
struct Softplus {
  static_assert(Beta.value != 0, "Softplus<Beta, Threshold>: Beta must not be 0");
  constexpr auto operator()(auto x) const {
    auto z = Beta.value * x;
    auto linear = Threshold.value < z;
    return where(linear, x, log1p(exp(where(linear, 0, z))) / Beta.value);
  }
  static constexpr void extra_repr(auto& out) { out("beta", Beta), out("threshold", Threshold); }
};

}  // namespace ctnn::inline CTNN_TARGET
