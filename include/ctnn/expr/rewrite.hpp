// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/nodes.hpp>
#include <ctnn/expr/reductions.hpp>

namespace ctnn::inline CTNN_TARGET {

// What a neutral operand leaves: x + 0, 1 * x and the like, and where both sides are nothing.
template <class Op, class... A>
struct simplify {
  using type = Call<Op, A...>;
};
template <class A>
struct simplify<primitive::Add, A, Zero> {
  using type = A;
};
template <class A>
requires(!std::is_same_v<A, Zero>) struct simplify<primitive::Add, Zero, A> {
  using type = A;
};
template <class A>
struct simplify<primitive::Add, A, Const<Num{0.0}>> {
  using type = A;
};
template <class A>
requires(!std::is_same_v<A, Const<Num{0.0}>>) struct simplify<primitive::Add, Const<Num{0.0}>, A> {
  using type = A;
};
template <class A>
struct simplify<primitive::Subtract, A, Const<Num{0.0}>> {
  using type = A;
};
template <class A>
struct simplify<primitive::Multiply, A, Const<Num{1.0}>> {
  using type = A;
};
template <class A>
requires(!std::is_same_v<A, Const<Num{1.0}>>) struct simplify<primitive::Multiply, Const<Num{1.0}>, A> {
  using type = A;
};
template <class Op, class... A>
using simplified = typename simplify<Op, A...>::type;

namespace detail {

template <class E>
inline constexpr int literal_count = 0;
template <>
inline constexpr int literal_count<Literal> = 1;
template <class Op, class... A>
inline constexpr int literal_count<Call<Op, A...>> = (literal_count<A> + ... + 0);
template <class Op, Axis Along, class A>
inline constexpr int literal_count<Reduce<Op, Along, A>> = literal_count<A>;

// Writes the literals of an expression one after the other, in order of writing. (A class template, for what is
// specialised elsewhere.)
template <class E>
struct literals_in {
  template <class T>
  static constexpr void copy(const E&, T*&) {}
};
template <class... E, class T>
constexpr void copy_literals(T*& out, const E&... e) {
  (literals_in<E>::copy(e, out), ...);
}
template <>
struct literals_in<Literal> {
  template <class T>
  static constexpr void copy(const Literal& l, T*& out) {
    *out++ = T(l.value);
  }
};
template <class Op, Axis Along, class A>
struct literals_in<Reduce<Op, Along, A>> {
  template <class T>
  static constexpr void copy(const Reduce<Op, Along, A>& e, T*& out) {
    copy_literals(out, e.a);
  }
};
template <class Op, class... A>
struct literals_in<Call<Op, A...>> {
  template <class T>
  static constexpr void copy(const Call<Op, A...>& e, T*& out) {
    if constexpr (sizeof...(A) == 1) copy_literals(out, e.a);
    else if constexpr (sizeof...(A) == 2) copy_literals(out, e.a, e.b);
    else copy_literals(out, e.a, e.b, e.c);
  }
};

// Rewrites an expression leaf by leaf; the literals are numbered from I on, in order of writing.
template <class E, class Leaf, int I>
struct rewrite_at {
  using type = typename Leaf::template type<E, I>;
};
template <class Op, class A, class Leaf, int I>
struct rewrite_at<Call<Op, A>, Leaf, I> {
  using type = simplified<Op, typename rewrite_at<A, Leaf, I>::type>;
};
template <class Op, class A, class B, class Leaf, int I>
struct rewrite_at<Call<Op, A, B>, Leaf, I> {
  using type =
      simplified<Op, typename rewrite_at<A, Leaf, I>::type, typename rewrite_at<B, Leaf, I + literal_count<A>>::type>;
};
template <class Op, class A, class B, class C, class Leaf, int I>
struct rewrite_at<Call<Op, A, B, C>, Leaf, I> {
  using type =
      simplified<Op, typename rewrite_at<A, Leaf, I>::type, typename rewrite_at<B, Leaf, I + literal_count<A>>::type,
                 typename rewrite_at<C, Leaf, I + literal_count<A> + literal_count<B>>::type>;
};
template <class Op, Axis Along, class A, class Leaf, int I>
struct rewrite_at<Reduce<Op, Along, A>, Leaf, I> {
  using type = Reduce<Op, Along, typename rewrite_at<A, Leaf, I>::type>;
};

template <class T, int N>
struct numbers {
  T data[N > 0 ? N : 1];
};
template <class T, class E>
constexpr auto literals_of(E e) {
  numbers<T, literal_count<E>> out{};
  T* p = out.data;
  copy_literals(p, e);
  return out;
}

template <auto& Values>
struct to_const {
  template <class E, int I>
  struct leaf {
    using type = E;
  };
  template <int I>
  struct leaf<Literal, I> {
    using type = Const<Num{Values.data[I]}>;
  };
  template <class E, int I>
  using type = typename leaf<E, I>::type;
};
struct to_uniform {
  template <class E, int I>
  using type = std::conditional_t<std::is_same_v<E, Literal>, Uniform<I>, E>;
};

template <class Make>
struct lift_constants {
  using raw = decltype(as_expression(Make::make()));
  static constexpr auto values = literals_of<double>(as_expression(Make::make()));
  using type = typename rewrite_at<raw, to_const<values>, 0>::type;
};
template <class Make>
requires(literal_count<decltype(as_expression(Make::make()))> == 0) struct lift_constants<Make> {
  using type = decltype(as_expression(Make::make()));
};

}  // namespace detail

// Lifting: the literals of a formula known to the compiler become types. Make is a type with a static constexpr make().
template <class Make>
using lift = typename detail::lift_constants<Make>::type;

// ... and those known at run time only become uniforms, numbered by position; uniforms_of fetches their values in the
// same order.
template <Expr Raw>
using lift_uniforms = typename detail::rewrite_at<Raw, detail::to_uniform, 0>::type;
template <class T, Expr Raw>
constexpr auto uniforms_of(Raw raw) {
  return detail::literals_of<T>(raw);
}

namespace detail {

// The formula with any subexpression replaced.
template <class E, class From, class To>
struct substitute_node {
  using type = E;
};
template <class From, class To>
struct substitute_node<From, From, To> {
  using type = To;
};
template <class Op, class... A, class From, class To>
requires(!std::is_same_v<Call<Op, A...>, From>) struct substitute_node<Call<Op, A...>, From, To> {
  using type = Call<Op, typename substitute_node<A, From, To>::type...>;
};
template <class Op, Axis Along, class A, class From, class To>
requires(!std::is_same_v<Reduce<Op, Along, A>, From>) struct substitute_node<Reduce<Op, Along, A>, From, To> {
  using type = Reduce<Op, Along, typename substitute_node<A, From, To>::type>;
};

}  // namespace detail

template <class E, class From, class To>
using substitute = typename detail::substitute_node<E, From, To>::type;

}  // namespace ctnn::inline CTNN_TARGET
