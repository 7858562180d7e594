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
};

}  // namespace ctnn::inline CTNN_TARGET
