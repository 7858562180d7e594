// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <concepts>
#include <ctnn/core/num.hpp>
#include <type_traits>

namespace ctnn::inline CTNN_TARGET {

// What an expression varies along: the samples of a batch, the features of a sample, both, or neither (a scalar).
enum class Axis : int { none = 0, batch = 1, features = 2, both = 3 };
constexpr Axis operator|(Axis a, Axis b) { return Axis(int(a) | int(b)); }
constexpr Axis operator&(Axis a, Axis b) { return Axis(int(a) & int(b)); }
constexpr Axis without(Axis a, Axis b) { return Axis(int(a) & ~int(b)); }
constexpr bool has(Axis a, Axis b) { return (a & b) == b; }

// Every expression derives from this base: it says what the expression varies along, and it makes the library's
// functions and operators visible to a formula that calls them unqualified.
template <Axis Along>
struct Expression {
  using is_expression = void;
  static constexpr Axis axes = Along;
};

template <class E>
concept Expr = requires {
  typename E::is_expression;
};

// A number inside a formula. It is a value until the formula is lifted (lift.hpp): then it becomes a Const, or a
// Uniform where it is known at run time only, as a learning rate is.
struct Literal : Expression<Axis::none> {
  double value;
  constexpr Literal(double v) : value(v) {}
};
template <Num V>
struct Const : Expression<Axis::none> {};
template <int I>
struct Uniform : Expression<Axis::none> {};

// A primitive applied to expressions. Op says what it computes and how its adjoint is passed on (primitives.hpp).
template <class Op, Expr... A>
struct Call;
template <class Op, Expr A>
struct Call<Op, A> : Expression<A::axes> {
  A a;
};
template <class Op, Expr A, Expr B>
struct Call<Op, A, B> : Expression<A::axes | B::axes> {
  A a;
  B b;
};
template <class Op, Expr A, Expr B, Expr C>
struct Call<Op, A, B, C> : Expression<A::axes | B::axes | C::axes> {
  A a;
  B b;
  C c;
};

// A reduction of an expression along an axis: of every lane of it, one value remains.
template <class Op, Axis Along, Expr A>
struct Reduce : Expression<without(A::axes, Along)> {
  A a;
};

// How many samples (or features, or both multiplied) there are, and which feature a lane is: 0, 1, 2, ...
template <Axis Along>
struct Extent : Expression<Axis::none> {};
template <Axis Along>
struct InverseExtent : Expression<Axis::none> {};
struct FeatureIndex : Expression<Axis::features> {};

// No path leads here: the adjoint of what a result does not depend on.
struct Zero : Expression<Axis::none> {};

template <class T>
concept Operand = Expr<T> || Number<T>;
template <class... T>
concept Formula = (Operand<T> && ...) &&
                  (Expr<T> || ...);  // at least one expression, so that plain numbers keep their own functions

// A number becomes a literal, an expression stays what it is.
template <class T>
using as = std::conditional_t<Number<T>, Literal, T>;
template <Operand T>
constexpr as<T> as_expression(T x) {
  return x;
}

// What a formula is tried with before it is used: it finds out whether the formula asks for what no symbol has, a truth
// (`if (x > 0)`) or a number (std::tanh(x)). What is made of a Probe is a Probe, so that all ways through a formula
// return the same type.
struct Probe : Expression<Axis::both> {
  struct Asked {
    bool truth = false, number = false;
  };
  Asked* asked;
  constexpr explicit Probe(Asked& a) : asked(&a) {}

  template <std::same_as<bool> B>
  constexpr explicit operator B() const {
    asked->truth = true;
    return false;
  }
  template <std::same_as<double> D>
  constexpr operator D() const {
    asked->number = true;
    return 0;
  }
};
template <class T>
inline constexpr bool is_probe = std::is_same_v<T, Probe>;

// (Aggregates and few functions: at run time, where learning rates are literals, each of them is compiled.)
template <class Op, class... T>
requires(!(is_probe<T> || ...)) constexpr Call<Op, as<T>...> call(T... x) { return {{}, x...}; }
template <class Op, class... T>
requires(is_probe<T> || ...) constexpr Probe call(T... x) {
  Probe::Asked* asked = nullptr;
  const auto find = [&](const auto& y) {
    if constexpr (requires { y.asked; }) asked = y.asked;
  };
  (find(x), ...);
  return Probe(*asked);
}

}  // namespace ctnn::inline CTNN_TARGET
