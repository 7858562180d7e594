// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/shape.hpp>

namespace ctnn::inline CTNN_TARGET {

// All of a sample's axes as one, as torch.nn.Flatten. Shapes: B x ... -> B x F.
struct Flatten {
  static constexpr int rank = 0;  // any
  static constexpr bool only_reshapes = true;
  static constexpr auto result_shape(const internals::lower::SampleShape& in) {
    return internals::lower::SampleShape(in.units());
  }
  static constexpr void extra_repr(auto& out) { out("start_dim", 1), out("end_dim", -1); }
};

}  // namespace ctnn::inline CTNN_TARGET
