// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/views.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = a * sigmoid(b) of the two halves of an axis, as torch.nn.GLU(dim).
template <int Dim>
struct GLUAlong {
  static constexpr char name[] = "GLU";
  static constexpr int rank = 0;  // any
  constexpr auto operator()(auto x) const {
    const auto c = x[Dim], half = x.half(c);
    return at(x, graph::Put{c, half}) * sigmoid(at(x, graph::Put{c, graph::Index(half) + x.extent(half)}));
  }
  static constexpr void extra_repr(auto& out) { out("dim", Dim); }
};
using GLU = GLUAlong<-1>;

}  // namespace ctnn::inline CTNN_TARGET
