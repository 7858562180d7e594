// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = exp(x) / sum(exp(x)) along one axis, as torch.nn.Softmax(dim); axis 0 are the samples.
template <int Dim>
struct SoftmaxAlong {
  static constexpr char name[] = "Softmax";
  static constexpr int rank = 0;  // any
  constexpr auto operator()(auto x) const {
    const auto e = exp(x - detach((max)(x, x[Dim])));
    return e / sum(e, x[Dim]);
  }
  static constexpr void extra_repr(auto& out) { out("dim", Dim); }
};

}  // namespace ctnn::inline CTNN_TARGET
