// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/plan/stage.hpp>
#include <ctnn/plan/use.hpp>

// A network as a directed acyclic graph of layers. Values are numbered: the input is 0, the result of the k-th layer
// is k + 1.
namespace ctnn::inline CTNN_TARGET::internals::plan {

template <SampleShape In, class... Uses>
struct Dag {
  static constexpr int size = sizeof...(Uses);
};

// A layer that only tells the shape anew: its result is its input's memory.
template <class L>
concept OnlyReshapes = L::only_reshapes;

// The same network for another number of steps.
template <class Net, int Steps>
struct at_steps;
template <SampleShape In, class... U, int Steps>
struct at_steps<Dag<In, U...>, Steps> {
  using type = Dag<In.at(Steps), U...>;
};

enum class Goal { output, loss, gradient, input_gradient };

namespace detail {

template <class U>
struct use_of;
template <class L, int... From>
struct use_of<Use<L, From...>> {
  using layer = L;
  static constexpr int inputs = sizeof...(From);
  static constexpr int from[Bound(inputs)] = {From...};
  static constexpr bool learns = lower::HasParameters<L>;
  static constexpr bool reshapes = OnlyReshapes<L>;
  static constexpr Before members{};
};
template <class L, Before At, int... From>
struct use_of<Use<Again<L, At>, From...>> : use_of<Use<L, From...>> {
  static constexpr Before members = At;
};
template <class L, int... From>
struct use_of<Use<Frozen<L>, From...>> : use_of<Use<L, From...>> {
  static constexpr bool learns = false;
};

}  // namespace detail

// What of each value and layer is wanted for a goal.
template <class Net>
struct DagFacts;
template <SampleShape In, class... U>
struct DagFacts<Dag<In, U...>> {
  static constexpr int n = sizeof...(U);
  struct Layer {
    int inputs = 0, from[lower::most_inputs] = {};
    bool learns = false, reshapes = false;
  };
  template <class Use>
  static constexpr Layer layer_of() {
    using D = detail::use_of<Use>;
    Layer l{.inputs = D::inputs, .learns = D::learns, .reshapes = D::reshapes};
    for (int k = 0; k < D::inputs; ++k) l.from[k] = D::from[k];
    return l;
  }
  static constexpr Layer layer[Bound(n + 1)] = {layer_of<U>()..., Layer{}};

  // Does anybody want the adjoint of a value?
  static constexpr bool wanted(Goal goal, int value) {
    bool wants[Bound(n + 1)] = {goal == Goal::input_gradient};
    for (int k = 0; k < n; ++k) {
      wants[k + 1] = layer[k].learns && goal == Goal::gradient;
      for (int i = 0; i < layer[k].inputs; ++i) wants[k + 1] |= wants[layer[k].from[i]];
    }
    return wants[value];
  }
  static constexpr Wants wants(Goal goal, int k) {
    Wants w{};
    if (goal == Goal::output || goal == Goal::loss) return w;
    w.parameters = goal == Goal::gradient && layer[k].learns;
    for (int i = 0; i < layer[k].inputs; ++i)
      if (wanted(goal, layer[k].from[i])) w.inputs |= 1u << i;
    return w;
  }
};

namespace detail {

// The shapes of a network's values, one after the other.
template <class Net, class Mode, Goal goal, class T, int Value>
struct value_shape;
template <SampleShape In, class... U, class Mode, Goal goal, class T>
struct value_shape<Dag<In, U...>, Mode, goal, T, 0> {
  static constexpr SampleShape shape = In;
};
template <class L, class Net, class Mode, Goal goal, class T, int K, class As, int... From>
constexpr auto stage_for(Use<As, From...>) {
  return LayerStage<L, Mode, DagFacts<Net>::wants(goal, K), value_shape<Net, Mode, goal, T, From>::shape...>{};
}
template <class Net, class Mode, Goal goal, class T, int K>
struct stage_at;
template <SampleShape In, class... U, class Mode, Goal goal, class T, int K>
struct stage_at<Dag<In, U...>, Mode, goal, T, K> {
  using use = type_at<K, leaf_pack<type_leaf<U>...>>;
  using type = decltype(stage_for<typename use_of<use>::layer, Dag<In, U...>, Mode, goal, T, K>(use{}));
};
template <SampleShape In, class... U, class Mode, Goal goal, class T, int Value>
requires(Value > 0) struct value_shape<Dag<In, U...>, Mode, goal, T, Value> {
  using use = type_at<Value - 1, leaf_pack<type_leaf<U>...>>;
  static constexpr SampleShape make() {
    using D = use_of<use>;
    if constexpr (D::reshapes)
      return lower::told_shape<typename D::layer>(value_shape<Dag<In, U...>, Mode, goal, T, D::from[0]>::shape);
    else return lowered_for<typename stage_at<Dag<In, U...>, Mode, goal, T, Value - 1>::type, T>.out;
  }
  static constexpr SampleShape shape = make();
};

}  // namespace detail

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
