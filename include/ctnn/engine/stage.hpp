// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/derive.hpp>
#include <ctnn/expr/symbols.hpp>

namespace ctnn::inline CTNN_TARGET {

// What opens a stage. A contraction turns In features into Out; its result is the symbol Z of the stage's formula.
// Weight and Bias are the numbers of the layer's parameters; no bias is -1.
template <int In, int Out, int Weight, int Bias>
struct Affine {
  static constexpr int in = In, out = Out, weight = Weight, bias = Bias;
  static constexpr bool contracts = true;
};
// Or nothing does, and the formula is one of the stage's input X: a map, or a reduction of rows or of the batch.
template <int Features>
struct Pointwise {
  static constexpr int in = Features, out = Features, weight = -1, bias = -1;
  static constexpr bool contracts = false;
};

// A stage computes one value of the network: values are numbered, 0 is the input and k + 1 what stage k gives. Leaf is
// the layer whose parameters it uses, F its formula, Update what becomes of the layer's buffers (a list of formulas),
// Joins the values that come by a shortcut.
template <int Leaf, class Opening, class F, class Update = list<>, int... Joins>
struct Stage {
  using opening = Opening;
  using formula = F;
  using update = Update;
  static constexpr int leaf = Leaf, in = Opening::in, out = Opening::out, joins = sizeof...(Joins);
  static constexpr int joined[joins + 1] = {Joins..., -1};
  static constexpr bool contracts = Opening::contracts;
};

namespace detail {

template <class E>
inline constexpr Axis reduction_axis = Axis::none;
template <class Op, Axis Along, class A>
inline constexpr Axis reduction_axis<Reduce<Op, Along, A>> = Along;
template <class L>
inline constexpr bool any_reduction = false;
template <class... N>
inline constexpr bool any_reduction<list<N...>> = ((reduction_axis<N> != Axis::none) || ...);

}  // namespace detail

template <class E>
inline constexpr bool reduces = detail::any_reduction<all_nodes<E>>;

// The consumer of a stage's result hands its adjoint over. It does so in registers, and in the form that the stage
// works with: for a contraction the adjoint of Z, and that of each joined value; for a pointwise stage just the adjoint
// of the result. To the consumer the stage's result is its own X.
template <bool Contracts, class F, int Joins>
struct HandoverOf {
  using adjoint = symbols::G;
  using all = list<adjoint>;
  static constexpr bool keeps_z = false;
};
template <class F, int Joins>
struct HandoverOf<true, F, Joins> {
  template <class E, int K>
  struct seen_later {
    using type = typename seen_later<substitute<E, symbols::Skip<K - 1>, symbols::SkipBefore<K - 1>>, K - 1>::type;
  };
  template <class E>
  struct seen_later<E, 0> {
    using type = E;
  };
  template <class N>
  using of = typename seen_later<substitute<derive<F, symbols::G, N>, F, symbols::X>, Joins>::type;
  template <int... J>
  static auto with_joins(std::integer_sequence<int, J...>) -> list<of<symbols::Z>, of<symbols::Skip<J>>...>;

  using adjoint = of<symbols::Z>;
  using all =
      decltype(with_joins(std::make_integer_sequence<int, Joins>{}));  // the adjoint, and those of the joined values
  template <class... E>
  static constexpr bool any_mentions_z(list<E...>) {
    return (mentions<E, symbols::Z> || ...);
  }
  static constexpr bool keeps_z = any_mentions_z(all{});
};
template <class S>
using Handover = HandoverOf<S::contracts, typename S::formula, S::joins>;

}  // namespace ctnn::inline CTNN_TARGET
