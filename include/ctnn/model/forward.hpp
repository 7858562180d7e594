// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// A Trainer clips no gradients unless it is told to.
struct NoClip {};

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

template <class Net, class T, class L, class O, class Clip = internals::NoClip, int Steps = 0>
class Trainer;

}  // namespace ctnn::inline CTNN_TARGET
