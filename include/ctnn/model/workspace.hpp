// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/model.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// (Of networks of values with a shape: for the mean squared error, and what another loss may need beyond it.)
struct SquaredError {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)); }
};
template <class G, class T>
constexpr long workspace_size() {
  if constexpr (is_shaped<G>)
    return owned_scratch_with<G, LossFormula<SquaredError>, T> + (16L * G::out + 256) * simd::native_lanes<T>;
  else return owned_scratch<G, T>;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

// Scratch memory for a network that is too big for the stack: passed as the last argument of model(x), evaluate,
// value_and_grad and input_gradient. Holds nothing between calls; one thread at a time may use it. Put it in static
// storage or on the heap.
template <class Net, class T = float>
struct Workspace : internals::OwnedScratch<T, internals::workspace_size<internals::stages_of<Net, Training>, T>()> {};

}  // namespace ctnn::inline CTNN_TARGET
