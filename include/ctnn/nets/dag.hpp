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
  static constexpr bool grows = in_shape.steps != 0;  // with a number of steps that only run time knows
  static constexpr int fewest_steps = walked<Net>.fewest_steps;
  using mode = Mode;
  using dag = typename dag_from<in_shape, typename flatten<untied<Net>, Flat<list<>, 0>>::type::uses>::type;
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
  static constexpr bool grows = false;
  using mode = Evaluation;
  using network = typename dag_from<in_shape, typename flatten<untied<Net>, Flat<list<>, 0>>::type::uses>::type;
  using dag = plan::Dag<in_shape>;
  template <class Loss>
  using loss = plan::Whole<Loss, network>;
};

template <class G>
inline constexpr bool is_shaped = requires {
  G::is_shaped;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
