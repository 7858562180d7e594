// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/num.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/graph/words.hpp>

namespace ctnn::inline CTNN_TARGET {

// In training each element is 0 with probability P, and all others are divided by 1 - P, as torch.nn.Dropout(P); in
// evaluation y = x. The numbers are those that torch would draw. Any shape.
template <Num P = 0.5>
struct Dropout {
  static constexpr int rank = 0;  // any
  static constexpr bool tells_modes = true;
  constexpr auto operator()(auto x, auto noise, Training) const {
    return x * (noise.bernoulli(x, 1 - P.value) / (1 - P.value));
  }
  constexpr auto operator()(auto x, auto, Evaluation) const { return x; }
  static constexpr void extra_repr(auto& out) { out("p", P), out("inplace", false); }
};

}  // namespace ctnn::inline CTNN_TARGET
