// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// y = x + F(x) where F is the Layers one after the other; F must give back the shape it receives.
template <class... Layers>
struct Residual {};

}  // namespace ctnn::inline CTNN_TARGET
