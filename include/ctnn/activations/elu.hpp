// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x where x > 0, else Alpha * (exp(x) - 1), as torch.nn.ELU(alpha). In (-Alpha, inf), any shape.
template <Num Alpha = 1.0>
struct ELU {
  // exp of what is not positive only: where x is chosen, an overflow would make NaN of the gradient
  constexpr auto operator()(auto x) const { return where(0 < x, x, Alpha.value * (exp(where(0 < x, 0, x)) - 1)); }
  static constexpr void extra_repr(auto& out) { out("alpha", Alpha); }
};

}  // namespace ctnn::inline CTNN_TARGET
