// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/model.hpp>

namespace ctnn::inline CTNN_TARGET {

// Scratch memory for a network that is too big for the stack: passed as the last argument of model(x), evaluate,
// value_and_grad and input_gradient. Holds nothing between calls; one thread at a time may use it. Put it in static
// storage or on the heap.
template <class Net, class T = float>
struct Workspace : OwnedScratch<T, owned_scratch<stages_of<Net, Training>, T>> {};

}  // namespace ctnn::inline CTNN_TARGET
