// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/value.hpp>

// The words of formulas. Function templates constrained to handles, not function objects: `using namespace ctnn` beside
// <cmath> stays unambiguous. Names that headers define as macros stand in parentheses.
namespace ctnn::inline CTNN_TARGET::graph {

template <class A, class B>
requires Formula<A, B>
constexpr auto operator+(const A& a, const B& b) { return call<Op::add>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator-(const A& a, const B& b) { return call<Op::subtract>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator*(const A& a, const B& b) { return call<Op::multiply>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator/(const A& a, const B& b) { return call<Op::divide>(a, b); }
template <Handle A>
constexpr auto operator-(const A& a) {
  return call<Op::negate>(a);
}
template <Handle A>
constexpr auto operator+(const A& a) {
  return a;
}
template <class A, class B>
requires Formula<A, B>
constexpr auto operator<(const A& a, const B& b) { return call<Op::less>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator<=(const A& a, const B& b) { return call<Op::less_equal>(a, b); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator>(const A& a, const B& b) { return call<Op::less>(b, a); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator>=(const A& a, const B& b) { return call<Op::less_equal>(b, a); }
template <class A, class B>
requires Formula<A, B>
constexpr auto operator==(const A& a, const B& b) { return call<Op::equal>(a, b); }

template <Handle A>
constexpr auto exp(const A& a) {
  return call<Op::exp>(a);
}
template <Handle A>
constexpr auto log(const A& a) {
  return call<Op::log>(a);
}
template <Handle A>
constexpr auto log1p(const A& a) {
  return call<Op::log1p>(a);
}
template <Handle A>
constexpr auto tanh(const A& a) {
  return call<Op::tanh>(a);
}
template <Handle A>
constexpr auto sigmoid(const A& a) {
  return call<Op::sigmoid>(a);
}
template <Handle A>
constexpr auto erf(const A& a) {
  return call<Op::erf>(a);
}
template <Handle A>
constexpr auto sqrt(const A& a) {
  return call<Op::sqrt>(a);
}
template <Handle A>
constexpr auto square(const A& a) {
  return call<Op::square>(a);
}
template <Handle A>
constexpr auto abs(const A& a) {
  return call<Op::abs>(a);
}
// The value without its gradient.
template <Handle A>
constexpr auto detach(const A& a) {
  return call<Op::detach>(a);
}
// What a result does not change with to the first order: its gradient need not be followed, unless it is itself
// derived.
template <Handle A>
constexpr auto stationary(const A& a) {
  if constexpr (requires { a.graph; })
    if (a.graph->derived_twice) return Value(a);
  return detach(a);
}
// (Beside a set of axes, max() is a reduction: graph/reductions.hpp.)
template <class A, class B>
requires(Formula<A, B> && !std::same_as<B, Axes>) constexpr auto(max)(const A& a, const B& b) {
  return call<Op::max>(a, b);
}
template <class A, class B>
requires Formula<A, B>
constexpr auto(min)(const A& a, const B& b) { return call<Op::min>(a, b); }
// clamp(x, low, high): the gradient is 0 at the limits and beyond them, as torch.nn.Hardtanh's.
template <class A, class B, class C>
requires Formula<A, B, C>
constexpr auto clamp(const A& a, const B& low, const C& high) { return call<Op::clamp>(a, low, high); }
// where(condition, a, b): the adjoint goes to the chosen side only.
template <Handle C, class A, class B>
requires Formula<C, A, B>
constexpr auto where(const C& condition, const A& a, const B& b) { return call<Op::where>(condition, a, b); }

}  // namespace ctnn::inline CTNN_TARGET::graph
