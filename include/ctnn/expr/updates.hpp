// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/nodes.hpp>
#include <ctnn/expr/rewrite.hpp>

namespace ctnn::inline CTNN_TARGET {

// Several formulas at once: what an optimiser makes of a parameter and its states, or a layer of its buffers, in order.
template <Expr... E>
struct Updates;
template <>
struct Updates<> {};
template <Expr E, Expr... R>
struct Updates<E, R...> {
  E first;
  Updates<R...> rest;
};

constexpr Updates<> updates() { return {}; }
template <Operand T, Operand... R>
constexpr auto updates(T e, R... rest) {
  return Updates<decltype(as_expression(e)), decltype(as_expression(rest))...>{as_expression(e), updates(rest...)};
}
template <Expr... E>
constexpr Updates<E...> as_updates(Updates<E...> u) {
  return u;
}
constexpr auto as_updates(Expr auto e) { return updates(e); }

namespace detail {

template <>
inline constexpr int literal_count<Updates<>> = 0;
template <class... E>
inline constexpr int literal_count<Updates<E...>> = (literal_count<E> + ... + 0);
template <class E, class... R>
struct literals_in<Updates<E, R...>> {
  template <class T>
  static constexpr void copy(const Updates<E, R...>& u, T*& out) {
    copy_literals(out, u.first, u.rest);
  }
};

template <class Done, int I, class Leaf, class... E>
struct rewrite_each {
  using type = Done;
};
template <class... Done, int I, class Leaf, class E, class... R>
struct rewrite_each<list<Done...>, I, Leaf, E, R...>
    : rewrite_each<list<Done..., typename rewrite_at<E, Leaf, I>::type>, I + literal_count<E>, Leaf, R...> {};

template <class U>
struct lift_updates_uniform;
template <class... E>
struct lift_updates_uniform<Updates<E...>> : rewrite_each<list<>, 0, to_uniform, E...> {};

template <class Make, class U = decltype(Make::make())>
struct lift_updates_constant;
template <class Make, class... E>
struct lift_updates_constant<Make, Updates<E...>> {
  static constexpr auto values = literals_of<double>(Make::make());
  using type = typename rewrite_each<list<>, 0, to_const<values>, E...>::type;
};

}  // namespace detail

// As lift and lift_uniforms (rewrite.hpp); the result is a list of expressions.
template <class Make>
using lift_updates = typename detail::lift_updates_constant<Make>::type;
template <class U>
using lift_updates_uniforms = typename detail::lift_updates_uniform<U>::type;

}  // namespace ctnn::inline CTNN_TARGET
