// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// What a layer that behaves differently in training and in evaluation is told.
struct Training {};
struct Evaluation {};

}  // namespace ctnn::inline CTNN_TARGET
