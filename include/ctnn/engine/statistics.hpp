// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/nodes.hpp>
#include <ctnn/expr/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// Reductions over the batch. What depends on one can only be computed when all samples have been seen: the program
// makes a sweep over the samples for each level of them.
namespace detail {

template <class Known, class Found, class... N>
struct batch_reductions_of {
  using type = Found;
};
template <class... K, class... Found, class Op, Axis Along, class A, class... R>
requires(has(Along, Axis::batch) &&
         !one_of<Reduce<Op, Along, A>, K...>) struct batch_reductions_of<list<K...>, list<Found...>,
                                                                         Reduce<Op, Along, A>, R...>
    : batch_reductions_of<list<K...>, list<Found..., Reduce<Op, Along, A>>, R...> {
};
template <class Known, class Found, class N, class... R>
struct batch_reductions_of<Known, Found, N, R...> : batch_reductions_of<Known, Found, R...> {};

template <class Known, class L>
struct batch_reductions_among;
template <class Known, class... N>
struct batch_reductions_among<Known, list<N...>> : batch_reductions_of<Known, list<>, N...> {};

// 1 for a reduction whose argument needs no other that is not known yet, and so on.
template <class Known, class E>
inline constexpr int batch_level = 0;
template <class Known, class Op, class... A>
inline constexpr int batch_level<Known, Call<Op, A...>> = [] {
  int deepest = 0;
  ((deepest = batch_level<Known, A> > deepest ? batch_level<Known, A> : deepest), ...);
  return deepest;
}();
template <class Known, class Op, Axis Along, class A>
inline constexpr int batch_level<Known, Reduce<Op, Along, A>> = contains<Known, Reduce<Op, Along, A>>
                                                                    ? 0
                                                                    : batch_level<Known, A> +
                                                                          (has(Along, Axis::batch) ? 1 : 0);

template <class Known, class L>
inline constexpr int deepest_level = 0;
template <class Known, class... R>
inline constexpr int deepest_level<Known, list<R...>> = [] {
  int deepest = 0;
  ((deepest = batch_level<Known, R> > deepest ? batch_level<Known, R> : deepest), ...);
  return deepest;
}();

template <class Known, int Level, class L>
struct of_level;
template <class Known, int Level, class... R>
struct of_level<Known, Level, list<R...>> {
  using type = decltype((list<>{} + ... + std::conditional_t<batch_level<Known, R> == Level, list<R>, list<>>{}));
};

}  // namespace detail

// The reductions over the batch in formulas, inner ones first, without those that are known already.
template <class Known, class... E>
using batch_reductions = typename detail::batch_reductions_among<Known, all_nodes<E...>>::type;

}  // namespace ctnn::inline CTNN_TARGET
