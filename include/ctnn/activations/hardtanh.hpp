// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = min(max(x, Min), Max), as torch.nn.Hardtanh(min_val, max_val); the gradient is 0 from the limits on. Any shape.
template <Num Min = -1.0, Num Max = 1.0>
struct Hardtanh {
  static_assert(Min.value < Max.value, "Hardtanh<Min, Max>: Min must be less than Max");
  constexpr auto operator()(auto x) const { return clamp(x, Min.value, Max.value); }
  static constexpr void extra_repr(auto& out) { out("min_val", Min), out("max_val", Max); }
};

}  // namespace ctnn::inline CTNN_TARGET
