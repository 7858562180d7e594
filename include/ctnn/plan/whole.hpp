// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/type_list.hpp>
#include <ctnn/plan/dag.hpp>

// A network and its loss as one stage: for losses that are given the network's input too, and derive by it.
namespace ctnn::inline CTNN_TARGET::internals::plan {

namespace detail {

// How many numbers each of a layer's parameters has; gives the end.
struct CountedMember {
  template <int, int... E>
  struct parameter {
    static constexpr int values = (E * ... * 1);
  };
};
struct CountValues {
  int*& to;
  constexpr void operator()(const char*, auto& member) const { *to++ = member.values; }
};
template <class L>
constexpr int* parameter_values(int* to) {
  if constexpr (lower::HasParameters<L>) {
    typename L::template parameters<CountedMember> p;
    L::for_each_parameter(CountValues{to}, p);
  }
  return to;
}
// What a use brings along. (What it has again is another's.)
template <class U>
inline constexpr int own_parameters = use_of<U>::members.known() ? 0
                                                                 : lower::parameters_of<typename use_of<U>::layer>();
template <class U>
inline constexpr int own_buffers = use_of<U>::members.known() ? 0 : lower::buffers_of<typename use_of<U>::layer>();

template <class... U>
constexpr int* values_of(list<U...>, int* to) {
  ((to = use_of<U>::members.known() ? to : parameter_values<typename use_of<U>::layer>(to)), ...);
  return to;
}

// The result of a layer, whose parameters are numbered on from those of the layers before it, or are those of one.
template <class As, int From, int... More>
constexpr void trace_use(Trace& t, List<graph::Value>& values, Use<As, From, More...> use) {
  using U = decltype(use);
  using L = typename use_of<U>::layer;
  graph::Value y = values[From];
  t.g.last = y[-1];
  if constexpr (!OnlyReshapes<L>) {  // (of features alone there is nothing to reshape)
    const int next = t.g.first_parameter;
    if (use_of<U>::members.known()) t.g.first_parameter = use_of<U>::members.parameter;
    y = lower::samples_first(lower::detail::called<L, Evaluation>(t, y, values[More]...));
    t.g.first_parameter = next + own_parameters<U>;
  }
  values.push(y);
}

}  // namespace detail

// All values of a network: its input is the first, its result the last.
template <SampleShape In, class... U>
constexpr List<graph::Value> trace_network(Trace& t, Dag<In, U...>) {
  t.g.axis(0);
  t.g.derived_twice = true;
  List<graph::Value> values;
  values.push(lower::detail::symbol_along(t.g, graph::symbol::cell + 0, In));
  (detail::trace_use(t, values, U{}), ...);
  return values;
}

// Stands for a loss whose first layers are the network: in a program of a network without layers.
template <class Loss, class Net>
struct Whole;

template <class Loss>
struct uses_of_loss {
  using type = list<>;
};
template <class Loss, SampleShape In, class... U>
struct uses_of_loss<Whole<Loss, Dag<In, U...>>> {
  using type = list<U...>;
};
template <class Loss>
inline constexpr int loss_parameters = 0;
template <class Loss, SampleShape In, class... U>
inline constexpr int loss_parameters<Whole<Loss, Dag<In, U...>>> = (detail::own_parameters<U> + ... + 0);

template <class Loss, class Net, Wants Want, SampleShape Input, SampleShape Target>
struct LossStage<Whole<Loss, Net>, Want, Input, Target> {
  static constexpr bool is_large = true;
  static constexpr Wants wants = Want;
  static constexpr Trace make(Wants some) {
    Trace t;
    const List<graph::Value> values = trace_network(t, Net{});
    lower::trace_loss_of<Loss>(t, some, Target, values[values.size() - 1], values[0]);
    return t;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
