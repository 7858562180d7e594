// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/shapes.hpp>

// Networks of a number of steps that the tensor says: Input<dynamic, 3>.
namespace ctnn::inline CTNN_TARGET::internals::model {

// The words of an error: run time knows the number of steps, so a bound has to be given.
template <class Net>
struct steps_that_only_run_time_knows_need_a_Workspace_or_Trainer_with_MaxSteps;
template <class Net>
using no_room_for_steps = steps_that_only_run_time_knows_need_a_Workspace_or_Trainer_with_MaxSteps<Net>;

// The same network for the number of steps of a view, where that is a constant.
template <class Net, class View>
struct network_of_steps;
template <int... E, class... L, class T, int... V>
struct network_of_steps<Seq<Input<E...>, L...>, TensorView<T, V...>> {
  static constexpr int make_steps() {
    constexpr int own[] = {E...}, given[] = {V...}, before = int(sizeof...(V)) - int(sizeof...(E));
    for (int k = 0; k < int(sizeof...(E)); ++k)
      if (own[k] == dynamic && (before == 0 || before == 1)) return given[k + before];
    return dynamic;
  }
  static constexpr int steps = make_steps();
  using type = Seq<Input<(E == dynamic && steps != 0 ? steps : E)...>, L...>;
};

template <class Net>
inline constexpr bool grows = false;
template <int... E, class... L>
inline constexpr bool grows<Seq<Input<E...>, L...>> = ((E == dynamic) || ...);

// How many steps a view of a value of this shape has: its extent that grows.
template <lower::SampleShape S, bool Single>
constexpr int steps_of(const auto& view) {
  for (int k = 0; k < S.rank; ++k)
    if (S.grows(k)) return view.extent(k + (Single ? 0 : 1));
  return 0;
}
// They come of the input's.
template <lower::SampleShape S, bool Single>
constexpr void same_steps(int steps, const auto& view, const char* what) {
  for (int k = 0; k < S.rank; ++k) {
    const int expected = S.at(steps)[k], came = view.extent(k + (Single ? 0 : 1));
    if (S.grows(k) && expected != came)
      fail<shape_error>(what, ": expected ", expected, " steps, as come of the input's ", steps, ", and came ", came);
  }
}
template <class Scratch>
inline constexpr bool has_room = Scratch::max_steps > 0;
// The number of steps of the input, which the network can take and the scratch memory has room for.
template <class Net, class Scratch, bool Single>
constexpr int checked_steps(const auto& view) {
  constexpr int fewest = walked<Net>.fewest_steps, most = Scratch::max_steps;
  const int steps = steps_of<walked<Net>.in_shape, Single>(view);
  if (steps < fewest || steps > most)
    fail<value_error>("the input: expected ", fewest, " to ", most, " steps, as MaxSteps<", most, "> says, and came ",
                      steps);
  return steps;
}

// How many samples and steps there are.
struct Counts {
  int samples = 0, steps = 0;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::model
