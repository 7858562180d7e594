// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/expression.hpp>

namespace ctnn::inline CTNN_TARGET {

template <class...>
struct list {};

template <class... A, class... B>
constexpr list<A..., B...> operator+(list<A...>, list<B...>) {
  return {};
}
template <class L>
inline constexpr int length = 0;
template <class... N>
inline constexpr int length<list<N...>> = sizeof...(N);

template <class E, class... L>
concept one_of = (std::is_same_v<E, L> || ...);

namespace detail {

// How far a visit goes: reductions are leaves where lanes are evaluated, those over the batch are leaves where a row
// is, and for the derivative every node counts.
enum class Depth { lane, row, all };
template <Depth D, Axis Along>
inline constexpr bool enters = D == Depth::all || (D == Depth::row && !has(Along, Axis::batch));

// The unique nodes of an expression, arguments before users: the type system finds equal subexpressions.
template <class L, class E>
struct append;
template <class... N, class E>
struct append<list<N...>, E> {
  using type = list<N..., E>;
};
template <class... N, class E>
requires one_of<E, N...>
struct append<list<N...>, E> {
  using type = list<N...>;
};

template <Depth D, class L, class E>
struct visit : append<L, E> {};
template <Depth D, class L, class... A>
struct visit_each {
  using type = L;
};
template <Depth D, class L, class A, class... R>
struct visit_each<D, L, A, R...> : visit_each<D, typename visit<D, L, A>::type, R...> {};
template <Depth D, class... N, class Op, class... A>
requires(!one_of<Call<Op, A...>, N...>) struct visit<D, list<N...>, Call<Op, A...>>
    : append<typename visit_each<D, list<N...>, A...>::type, Call<Op, A...>> {
};
template <Depth D, class... N, class Op, Axis Along, class A>
requires(enters<D, Along> && !one_of<Reduce<Op, Along, A>, N...>) struct visit<D, list<N...>, Reduce<Op, Along, A>>
    : append<typename visit<D, list<N...>, A>::type, Reduce<Op, Along, A>> {
};

template <class L, class S>
inline constexpr bool contains = false;
template <class... N, class S>
inline constexpr bool contains<list<N...>, S> = one_of<S, N...>;

}  // namespace detail

template <class... E>
using all_nodes = typename detail::visit_each<detail::Depth::all, list<>, E...>::type;
template <class... E>
using row_nodes = typename detail::visit_each<detail::Depth::row, list<>, E...>::type;
template <class... E>
using lane_nodes = typename detail::visit_each<detail::Depth::lane, list<>, E...>::type;

// Does an expression depend on a symbol?
template <class E, class S>
inline constexpr bool mentions = detail::contains<all_nodes<E>, S>;

}  // namespace ctnn::inline CTNN_TARGET
