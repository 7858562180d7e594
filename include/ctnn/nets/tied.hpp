// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/fixed_string.hpp>

namespace ctnn::inline CTNN_TARGET {

// A layer that the network has already, once more, with its parameters, as where one module of torch's stands in two
// places: by its name, or the way to it ("encoder", "block.0").
//
//   Seq<Named<"encoder", Linear<8, 8>>, Tanh, Tied<"encoder">>
template <fixed_string Name>
struct Tied {
  static constexpr int rank = 0;  // of any shape that the layer takes
};

}  // namespace ctnn::inline CTNN_TARGET
