// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/rewrite.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

// Reverse mode over the unique nodes of Root: the adjoint of a node is the sum over its users of what each passes on.
// The compiler memoises adjoint<Root, Seed, N>, so that the work is linear in the graph.
template <class Root, class Seed, class N>
struct adjoint;

// What the I-th argument N of a call receives, the call's own adjoint being G. An argument that varies along fewer axes
// than its user was broadcast: its adjoint is summed over the axes that it lacks.
template <int I, class N, class G, class User>
struct passed;
template <int I, class N, class G, class Op, class... A>
struct passed<I, N, G, Call<Op, A...>> {
  static constexpr auto make() {
    auto s = Op::template adjoint<I>(G{}, Call<Op, A...>{}, A{}...);
    if constexpr (std::is_same_v<decltype(s), Zero>) return s;
    else return sum(s, Dimension<without(Call<Op, A...>::axes, N::axes)>{});
  }
};
template <class N, class G, class Op, Axis Along>
struct passed<0, N, G, Reduce<Op, Along, N>> {
  static constexpr auto make() { return Op::adjoint(G{}, Reduce<Op, Along, N>{}, N{}, Dimension<Along>{}); }
};

template <bool Uses, int I, class Root, class Seed, class User, class N>
struct share_if {
  using type = Zero;
};
template <int I, class Root, class Seed, class User, class N>
requires(
    !std::is_same_v<typename adjoint<Root, Seed, User>::type, Zero>) struct share_if<true, I, Root, Seed, User, N> {
  using type = lift<passed<I, N, typename adjoint<Root, Seed, User>::type, User>>;
};

template <class Root, class Seed, class User, class N>
struct share {
  using type = Zero;
};
template <class Root, class Seed, class Op, class A, class N>
struct share<Root, Seed, Call<Op, A>, N> : share_if<std::is_same_v<A, N>, 0, Root, Seed, Call<Op, A>, N> {};
template <class Root, class Seed, class Op, class A, class B, class N>
struct share<Root, Seed, Call<Op, A, B>, N> {
  using type =
      simplified<primitive::Add, typename share_if<std::is_same_v<A, N>, 0, Root, Seed, Call<Op, A, B>, N>::type,
                 typename share_if<std::is_same_v<B, N>, 1, Root, Seed, Call<Op, A, B>, N>::type>;
};
template <class Root, class Seed, class Op, class A, class B, class C, class N>
struct share<Root, Seed, Call<Op, A, B, C>, N> {
  using user = Call<Op, A, B, C>;
  using type =
      simplified<primitive::Add, typename share_if<std::is_same_v<A, N>, 0, Root, Seed, user, N>::type,
                 simplified<primitive::Add, typename share_if<std::is_same_v<B, N>, 1, Root, Seed, user, N>::type,
                            typename share_if<std::is_same_v<C, N>, 2, Root, Seed, user, N>::type>>;
};
template <class Root, class Seed, class Op, Axis Along, class A, class N>
struct share<Root, Seed, Reduce<Op, Along, A>, N>
    : share_if<std::is_same_v<A, N>, 0, Root, Seed, Reduce<Op, Along, A>, N> {};

template <class... S>
struct total {
  using type = Zero;
};
template <class S, class... R>
struct total<S, R...> {
  using type = simplified<primitive::Add, S, typename total<R...>::type>;
};
template <class Root, class Seed, class N>
struct adjoint {
  template <class... U>
  static typename total<typename share<Root, Seed, U, N>::type...>::type over(list<U...>);
  using type = decltype(over(all_nodes<Root>{}));
};
template <class Root, class Seed>
struct adjoint<Root, Seed, Root> {
  using type = Seed;
};

}  // namespace detail

// The adjoint of the symbol or subexpression N where Root is the result and Seed is Root's own adjoint; Zero if Root
// does not depend on N.
template <class Root, class Seed, class N>
using derive = typename detail::adjoint<Root, Seed, N>::type;

}  // namespace ctnn::inline CTNN_TARGET
