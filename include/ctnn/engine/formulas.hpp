// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/places.hpp>
#include <ctnn/engine/statistics.hpp>

namespace ctnn::inline CTNN_TARGET {

// A loss as the engine sees it: its formula, of X (the network's result) and the targets.
template <class F, bool ClassTargets>
struct LossFormula {
  using formula = F;
  static constexpr bool class_targets = ClassTargets;
};
using NoLoss = LossFormula<Zero, false>;

namespace detail {

// The formulas by which the adjoint of a value reaches the stage that computed it.
template <class G, int Value>
struct handover_to {
  using type = typename Handover<typename G::template stage<Value - 1>>::all;
};
template <class G>
struct handover_to<G, 0> {
  using type = list<symbols::G>;
};

// ... with the adjoint itself a formula, and what comes by shortcuts added to it.
template <class Raw, int Shortcuts>
struct with_shortcuts {
  using type =
      Call<primitive::Add, typename with_shortcuts<Raw, Shortcuts - 1>::type, symbols::Shortcut<Shortcuts - 1>>;
};
template <class Raw>
struct with_shortcuts<Raw, 0> {
  using type = Raw;
};
template <class L, class Raw>
struct fed;
template <class... E, class Raw>
struct fed<list<E...>, Raw> {
  using type = list<substitute<E, symbols::G, Raw>...>;
};

template <class Known, class L>
struct batch_reductions_in;
template <class Known, class... E>
struct batch_reductions_in<Known, list<E...>> {
  using type = batch_reductions<Known, E...>;
};

}  // namespace detail

// What the stage in position K of a graph computes: the formulas of its passes, and the reductions over the batch that
// they need. Position n is the loss.
template <class G, class Loss, Goal goal, int K>
struct Formulas {
  static constexpr bool is_loss = K == G::size;
  template <int I>
  struct stage_or_loss {
    using S = typename G::template stage<I>;
    using formula = typename S::formula;
    using update = typename S::update;
    static constexpr int joins = S::joins, leaf = S::leaf;
    template <class N>
    using back = substitute<derive<formula, symbols::G, N>, formula, symbols::Y>;
  };
  template <int I>
  requires(I == G::size) struct stage_or_loss<I> {
    using formula = typename Loss::formula;
    using update = list<>;
    static constexpr int joins = 0, leaf = -1;
    template <class N>
    using back = derive<formula, Const<Num{1.0}>, N>;
  };
  using self = stage_or_loss<K>;
  using formula = typename self::formula;
  template <class N>
  using back = typename self::template back<N>;

  // Backward: the adjoint of the stage's input, handed over, and those of its own joins.
  static constexpr bool input_wanted = goes_back(goal) && (K > 0 || goal == Goal::input_gradient);
  template <int... J>
  static auto joins_back(std::integer_sequence<int, J...>) -> list<back<symbols::Skip<J>>...>;
  template <bool Wanted>
  static auto all_back() {
    if constexpr (Wanted) {
      using raw = typename detail::with_shortcuts<back<symbols::X>, G::shortcuts(K)>::type;
      return typename detail::fed<typename detail::handover_to<G, K>::type, raw>::type{} +
             decltype(joins_back(std::make_integer_sequence<int, self::joins>{})){};
    } else return list<>{};
  }
  using backward = decltype(all_back<input_wanted>());

  // Reductions over the batch that forward needs, that backward needs beyond those, and that only parameters' gradients
  // need.
  using forward_statistics =
      typename detail::batch_reductions_in<list<>, decltype(list<formula>{} + typename self::update{})>::type;
  using backward_statistics = typename detail::batch_reductions_in<forward_statistics, backward>::type;
  template <int... P>
  static auto parameters_back(std::integer_sequence<int, P...>) -> list<back<symbols::Vector<P>>...>;
  // How many of the layer's vectors and buffers the formulas read.
  template <template <int> class Symbol, class... E>
  static constexpr int read(list<E...>) {
    int count = 0;
    for_each_number([&]<int I>(std::integral_constant<int, I>) {
      if ((mentions<E, Symbol<I>> || ...)) count = I + 1;
    });
    return count;
  }
  static constexpr void for_each_number(auto f) {
    [&]<int... I>(std::integer_sequence<int, I...>) { (f(std::integral_constant<int, I>{}), ...); }
    (std::make_integer_sequence<int, 4>{});
  }
  static constexpr int vectors_read = read<symbols::Vector>(list<formula>{});
  static constexpr int buffers_read = read<symbols::Buffer>(list<formula>{} + typename self::update{});
  using parameter_gradients = decltype(parameters_back(std::make_integer_sequence < int,
                                                       is_loss || goal != Goal::gradient ? 0 : vectors_read > {}));
  using known = decltype(forward_statistics{} + backward_statistics{});
  using parameter_statistics = typename detail::batch_reductions_in<known, parameter_gradients>::type;
  using statistics = decltype(known{} + parameter_statistics{});
  static constexpr int forward_levels = detail::deepest_level<list<>, forward_statistics>;
  static constexpr bool uses_statistics_backward =
      length<typename detail::batch_reductions_in<list<>, backward>::type> > 0;
};

// The sweeps that a step of the program has to wait for: one for each level of reductions over the batch.
template <class G, class Loss, Goal goal, int Step>
struct Waits {
  static constexpr int n = G::size, position = Step <= n ? Step : 2 * n - Step;
  using F = Formulas<G, Loss, goal, position>;
  static constexpr bool contracts = [] {
    if constexpr (position < n) return G::template stage<position>::contracts;
    else return false;
  }();
  template <bool Forward, bool IsLoss>
  static auto pick() {
    if constexpr (contracts) return list<>{};
    else if constexpr (!IsLoss) {
      if constexpr (Forward) return typename F::forward_statistics{};
      else return typename F::backward_statistics{};
    } else if constexpr (F::forward_levels > 1 || length<typename F::backward_statistics> > 0 ||
                         F::uses_statistics_backward) {
      return typename F::known{};
    } else return list<>{};  // the loss is a sum that nothing waits for: it is added up on the way
  }
  using statistics = decltype(pick<(Step < n), Step == n>());
  using known = std::conditional_t<(Step > n) && !contracts, typename F::forward_statistics, list<>>;
  static constexpr int levels = detail::deepest_level<known, statistics>;
};

// The sums that are made on the way, in the last sweep: nothing waits for them.
template <class G, class Loss, Goal goal, int K>
struct AddedOnTheWay {
  static auto pick() {
    if constexpr (K < G::size) {
      if constexpr (G::pointwise[K]) return typename Formulas<G, Loss, goal, K>::parameter_statistics{};
      else return list<>{};
    } else if constexpr (goal != Goal::output && Waits<G, Loss, goal, K>::levels == 0)
      return typename Formulas<G, Loss, goal, K>::known{};
    else return list<>{};
  }
  using type = decltype(pick());
};

}  // namespace ctnn::inline CTNN_TARGET
