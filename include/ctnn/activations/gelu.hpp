// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x * P(normal number < x) = x * (1 + erf(x / sqrt(2))) / 2, as torch.nn.GELU. Least -0.170 at -0.752, any shape.
struct GELU {
  constexpr auto operator()(auto x) const { return 0.5 * x * (1 + erf(0.70710678118654752440 * x)); }
  static constexpr void extra_repr(auto& out) { out("approximate", "none"); }
};

// Its approximation y = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2, as torch.nn.GELU(approximate='tanh').
struct GELUTanh {
  static constexpr char name[] = "GELU";
  constexpr auto operator()(auto x) const {
    return 0.5 * x * (1 + tanh(0.79788456080286535588 * (x + 0.044715 * (x * x * x))));
  }
  static constexpr void extra_repr(auto& out) { out("approximate", "tanh"); }
};

}  // namespace ctnn::inline CTNN_TARGET
