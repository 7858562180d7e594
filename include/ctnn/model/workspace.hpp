// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/model.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// (Of networks of values with a shape: for the mean squared error, and what another loss may need beyond it.)
struct SquaredError {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)); }
};
// (The room for another loss, of values of so many units.)
template <class T>
constexpr long room_for_losses(int units) {
  return (16L * units + 256) * simd::native_lanes<T>;
}
template <class G, class T>
constexpr long workspace_size() {
  if constexpr (is_shaped<G>) return owned_scratch_with<G, LossFormula<SquaredError>, T> + room_for_losses<T>(G::out);
  else return owned_scratch<G, T>;
}

// Memory for at most so many steps, where the tensor says how many there are; without a bound the stack has to do.
template <class Net, class T, class Loss, int MaxSteps, long More = 0, int MoreNumbers = 0>
struct stepped_memory {
  using Program = ShapedProgram<stages_of<Net, Training>, Loss, Goal::gradient, T, simd::native_lanes<T>, 1, MaxSteps>;
  using type = SteppedScratch<T, Program::scratch_size + More, MaxSteps, Program::table_size + MoreNumbers>;
};
template <class Net, class T, class Loss, long More, int MoreNumbers>
struct stepped_memory<Net, T, Loss, 0, More, MoreNumbers> {
  using type = StackScratch;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::model

namespace ctnn::inline CTNN_TARGET {

// Scratch memory for a network that is too big for the stack: passed as the last argument of model(x), evaluate,
// value_and_grad and input_gradient. Holds nothing between calls; one thread at a time may use it. Put it in static
// storage or on the heap. For a network whose number of steps only run time knows, Workspace<Net, MaxSteps<64>> has
// room for so many; its numbers are of type U then.
template <class Net, class T = float, class U = float>
struct Workspace : internals::OwnedScratch<T, internals::workspace_size<internals::stages_of<Net, Training>, T>()> {};
template <class Net, int N, class T>
struct Workspace<Net, MaxSteps<N>, T> : Workspace<Net, T> {};  // (whose number is a constant)
template <class Net, int N, class T>
requires(internals::grows<Net>) struct Workspace<Net, MaxSteps<N>, T>
    : internals::stepped_memory<
          Net, T, internals::LossFormula<internals::SquaredError>, N,
          internals::room_for_losses<T>(internals::stages_of<Net, Training>::out_shape.at(N).units()), 1000>::type {
};

}  // namespace ctnn::inline CTNN_TARGET
