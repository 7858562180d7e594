// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x where x > 0, else Slope * x, as torch.nn.LeakyReLU(negative_slope); the gradient at 0 is Slope. Any shape.
template <Num Slope = 0.01>
struct LeakyReLU {
  constexpr auto operator()(auto x) const { return where(0 < x, x, Slope.value * x); }
  static constexpr void extra_repr(auto& out) { out("negative_slope", Slope); }
};

}  // namespace ctnn::inline CTNN_TARGET
