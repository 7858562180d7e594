// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/composition.hpp>
#include <ctnn/plan/whole.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// A network of values with a shape as layers that read values by number: 0 is the input, the result of the k-th use is
// k + 1. Containers of branches leave a use of their own, which has no parameters.
template <class Uses, int Value>
struct Flat {
  using uses = Uses;
  static constexpr int value = Value;
};
template <class L, class F>
struct flatten_leaf;
template <class L, class... U, int Value>
struct flatten_leaf<L, Flat<list<U...>, Value>> {
  using type = Flat<list<U..., plan::Use<L, Value>>, int(sizeof...(U)) + 1>;
};
template <class L, class F>
struct flatten : flatten_leaf<L, F> {};
template <class F, class... L>
struct flatten_all {
  using type = F;
};
template <class F, class L, class... R>
struct flatten_all<F, L, R...> : flatten_all<typename flatten<L, F>::type, R...> {};

template <fixed_string N, class L, class F>
struct flatten<Named<N, L>, F> : flatten<L, F> {};
template <int... E, class F>
struct flatten<Input<E...>, F> {
  using type = F;
};
template <class... L, class F>
struct flatten<Seq<L...>, F> : flatten_all<F, L...> {};

// Each branch begins at the same value.
template <class Formula, class Uses, int From, class Ends, class... L>
struct flatten_branches;
template <class Formula, class... U, int From, int... End>
struct flatten_branches<Formula, list<U...>, From, std::integer_sequence<int, End...>> {
  using type = Flat<list<U..., plan::Use<Formula, End...>>, int(sizeof...(U)) + 1>;
};
template <class Formula, class Uses, int From, int... End, class L, class... R>
struct flatten_branches<Formula, Uses, From, std::integer_sequence<int, End...>, L, R...> {
  using branch = typename flatten<L, Flat<Uses, From>>::type;
  using type = typename flatten_branches<Formula, typename branch::uses, From,
                                         std::integer_sequence<int, End..., branch::value>, R...>::type;
};
template <class... L, class Uses, int Value>
struct flatten<Residual<L...>, Flat<Uses, Value>>
    : flatten_branches<Joined<Plus>, Uses, Value, std::integer_sequence<int, Value>, Seq<L...>> {};
template <class B, class Uses, int Value>
requires(!std::is_void_v<typename formula_of_branches<B>::type>) struct flatten<B, Flat<Uses, Value>> {
  template <class... L>
  static auto make(list<L...>) -> typename flatten_branches<typename formula_of_branches<B>::type, Uses, Value,
                                                            std::integer_sequence<int>, L...>::type;
  using type = decltype(make(typename container<B>::layers{}));
};

template <lower::SampleShape In, class Uses>
struct dag_from;
template <lower::SampleShape In, class... U>
struct dag_from<In, list<U...>> {
  using type = plan::Dag<In, U...>;
};

// A network of values with a shape, as the model's functions see it.
template <class Net, class Mode>
struct ShapedNet {
  static constexpr bool is_shaped = true;
  static constexpr lower::SampleShape in_shape = walked<Net>.in_shape, out_shape = walked<Net>.shape;
  static constexpr int in = in_shape.units(), out = out_shape.units();
  using mode = Mode;
  using dag = typename dag_from<in_shape, typename flatten<Net, Flat<list<>, 0>>::type::uses>::type;
  template <class Loss>
  using loss = Loss;
};

// Any network of features, where a loss derives by its input: all of it is part of the loss.
template <class Net>
struct WholeNet {
  static constexpr bool is_shaped = true;
  static constexpr auto walk = walked<Net>;
  static constexpr bool has_shape = shaped_network<Net>;
  static constexpr lower::SampleShape in_shape = has_shape ? walk.in_shape : lower::SampleShape(walk.in),
                                      out_shape = has_shape ? walk.shape : lower::SampleShape(walk.width);
  static constexpr int in = in_shape.units(), out = out_shape.units();
  using mode = Evaluation;
  using network = typename dag_from<in_shape, typename flatten<Net, Flat<list<>, 0>>::type::uses>::type;
  using dag = plan::Dag<in_shape>;
  template <class Loss>
  using loss = plan::Whole<Loss, network>;
};

// What keeps a network from being derived by its input as a formula, sample by sample.
enum class Hindrance { none, modes, axes, scan, mixing, depth };
template <class Net>
struct layers_with_modes_or_noise {};
template <class Net>
struct values_that_are_not_features {};
template <class Net>
struct recurrence {};
template <class Net>
struct samples_that_mix {};
template <class Net>
struct too_many_layers {};
template <class Because>
struct derivatives_by_the_input_cannot_be_had_of_a_network_with;

template <class Net>
constexpr Hindrance hindrance_of() {
  using Whole = WholeNet<Net>;
  if constexpr (depends_on_mode<Net>) return Hindrance::modes;
  else if constexpr (Whole::in_shape.rank != 1) return Hindrance::axes;
  else {
    lower::Trace t;
    plan::trace_network(t, typename Whole::network{});
    if (t.g.extents.size() > graph::most_axes - 8) return Hindrance::depth;  // (derivatives have some of their own)
    if (t.g.scans.size() > 0) return Hindrance::scan;
    for (int id = 0; id < t.g.size(); ++id)
      if (const graph::Node& n = t.g[id]; graph::is_reduction(n.op) && graph::Axes(n.info) & graph::batch_axis)
        return Hindrance::mixing;
    return Hindrance::none;
  }
}
template <class Net>
inline constexpr Hindrance hindrance = hindrance_of<Net>();

template <class Net, Hindrance>
struct words_of_hindrance;
template <class Net>
struct words_of_hindrance<Net, Hindrance::modes> {
  using type = derivatives_by_the_input_cannot_be_had_of_a_network_with<layers_with_modes_or_noise<Net>>;
};
template <class Net>
struct words_of_hindrance<Net, Hindrance::axes> {
  using type = derivatives_by_the_input_cannot_be_had_of_a_network_with<values_that_are_not_features<Net>>;
};
template <class Net>
struct words_of_hindrance<Net, Hindrance::scan> {
  using type = derivatives_by_the_input_cannot_be_had_of_a_network_with<recurrence<Net>>;
};
template <class Net>
struct words_of_hindrance<Net, Hindrance::mixing> {
  using type = derivatives_by_the_input_cannot_be_had_of_a_network_with<samples_that_mix<Net>>;
};
template <class Net>
struct words_of_hindrance<Net, Hindrance::depth> {
  using type = derivatives_by_the_input_cannot_be_had_of_a_network_with<too_many_layers<Net>>;
};

template <class G>
inline constexpr bool is_shaped = requires {
  G::is_shaped;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
