// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// Mean of -log_softmax(y)[t], as torch.nn.CrossEntropyLoss. Shapes: y is B x C, unnormalised scores, and t holds B
// class numbers (integers); of sequences B x T x C and B x T, of images B x C x H x W and B x H x W. A class outside 0
// <= t < C is an index_error before anything is computed; no number is ignored (torch's -100 too is out of range).
struct CrossEntropyLoss {
  static constexpr bool class_targets = true;
  constexpr auto operator()(auto y, auto t) const { return mean(-gather(log_softmax(y), t)); }
};

}  // namespace ctnn::inline CTNN_TARGET
