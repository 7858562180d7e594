// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/expression.hpp>
#include <ctnn/simd/vector.hpp>

namespace ctnn::inline CTNN_TARGET {

// A primitive has a value, for scalars and vectors alike, and for each argument a rule how the adjoint g of its result
// r reaches that argument: a formula again, of g, r and the arguments. What such a formula mentions is what forward has
// to keep. cost is a rough number of vector instructions, for the cost model.
namespace primitive {

struct Add {
  static constexpr int cost = 1;
  static constexpr auto value(auto a, auto b) { return a + b; }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto, auto) {
    return g;
  }
};
struct Subtract {
  static constexpr int cost = 1;
  static constexpr auto value(auto a, auto b) { return a - b; }
  template <int I>
  static constexpr auto adjoint(auto g, auto, auto, auto) {
    if constexpr (I == 0) return g;
    else return -g;
  }
};
struct Multiply {
  static constexpr int cost = 1;
  static constexpr auto value(auto a, auto b) { return a * b; }
  template <int I>
  static constexpr auto adjoint(auto g, auto, auto a, auto b) {
    if constexpr (I == 0) return g * b;
    else return g * a;
  }
};
struct Divide {
  static constexpr int cost = 8;
  static constexpr auto value(auto a, auto b) { return a / b; }
  template <int I>
  static constexpr auto adjoint(auto g, auto r, auto, auto b) {
    if constexpr (I == 0) return g / b;
    else return -(g * r) / b;
  }
};
struct Negate {
  static constexpr int cost = 1;
  static constexpr auto value(auto a) { return -a; }
  template <int>
  static constexpr auto adjoint(auto g, auto, auto) {
    return -g;
  }
};

// Comparisons are masks: they choose in where(), count as 1 or 0 elsewhere, and pass no gradient on.
struct Comparison {
  static constexpr int cost = 1;
  static constexpr bool is_mask = true;
  template <int>
  static constexpr auto adjoint(auto...) {
    return Zero{};
  }
};
struct Less : Comparison {
  static constexpr auto value(auto a, auto b) { return a < b; }
};
struct LessEqual : Comparison {
  static constexpr auto value(auto a, auto b) { return a <= b; }
};
struct Equal : Comparison {
  static constexpr auto value(auto a, auto b) { return a == b; }
};

}  // namespace primitive

template <class A, class B>
requires Formula<A, B>
constexpr auto operator+(A a, B b) { return call<primitive::Add>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator-(A a, B b) { return call<primitive::Subtract>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator*(A a, B b) { return call<primitive::Multiply>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator/(A a, B b) { return call<primitive::Divide>(a, b); }
template <Expr A>
constexpr auto operator-(A a) {
  return call<primitive::Negate>(a);
}
template <Expr A>
constexpr auto operator+(A a) {
  return a;
}
template <class A, class B>
requires Formula<A, B>
constexpr auto operator<(A a, B b) { return call<primitive::Less>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator<=(A a, B b) { return call<primitive::LessEqual>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator>(A a, B b) { return call<primitive::Less>(b, a); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator>=(A a, B b) { return call<primitive::LessEqual>(b, a); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator==(A a, B b) { return call<primitive::Equal>(a, b); }

}  // namespace ctnn::inline CTNN_TARGET
