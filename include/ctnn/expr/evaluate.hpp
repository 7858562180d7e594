// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/nodes.hpp>
#include <ctnn/simd/vector.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class N>
inline constexpr bool is_mask = false;
template <class Op, class... A>
requires requires { Op::is_mask; }
inline constexpr bool is_mask<Call<Op, A...>> = Op::is_mask;

// Each unique node has a slot of its own: neither -Og nor the constant evaluator removes common subexpressions.
template <class N, class V, bool Mask = is_mask<N>>
struct slot {
  V v;
  [[gnu::always_inline]] constexpr V as_value() const { return v; }
  [[gnu::always_inline]] constexpr V raw() const { return v; }
};
template <class N, class V>
struct slot<N, V, true> {
  simd::mask_t<V> v;
  [[gnu::always_inline]] constexpr V as_value() const { return simd::select(v, simd::splat<V>(1), simd::splat<V>(0)); }
  [[gnu::always_inline]] constexpr simd::mask_t<V> raw() const { return v; }
};
template <class V, class... N>
struct slots : slot<N, V>... {
  template <class S>
  [[gnu::always_inline]] constexpr const slot<S, V>& get() const {
    return static_cast<const slot<S, V>&>(*this);
  }
};

template <class Op>
concept chooses = requires {
  Op::chooses;
};

// A leaf is looked up in the environment; a call is computed from the slots of its arguments.
template <class N>
struct compute {
  template <class V>
  [[gnu::always_inline]] static constexpr V in(const auto&, const auto& env) {
    return env(N{});
  }
};
template <Num C>
struct compute<Const<C>> {
  template <class V>
  [[gnu::always_inline]] static constexpr V in(const auto&, const auto&) {
    return simd::splat<V>(simd::element_t<V>(C.value));
  }
};
template <>
struct compute<Zero> {
  template <class V>
  [[gnu::always_inline]] static constexpr V in(const auto&, const auto&) {
    return simd::splat<V>(0);
  }
};
template <class Op, class... A>
struct compute<Call<Op, A...>> {
  template <class V>
  [[gnu::always_inline]] static constexpr auto in(const auto& s, const auto&) {
    return Op::value(s.template get<A>().as_value()...);
  }
};
template <class Op, class C, class... A>
requires(chooses<Op>&& is_mask<C>) struct compute<Call<Op, C, A...>> {
  template <class V>
  [[gnu::always_inline]] static constexpr V in(const auto& s, const auto&) {
    return Op::value(s.template get<C>().raw(), s.template get<A>().as_value()...);
  }
};
template <class Op, class C, class... A>
requires(chooses<Op> && !is_mask<C>) struct compute<Call<Op, C, A...>> {
  template <class V>
  [[gnu::always_inline]] static constexpr V in(const auto& s, const auto&) {
    return Op::value(s.template get<C>().as_value() != simd::splat<V>(0), s.template get<A>().as_value()...);
  }
};

template <class V, class... N>
[[gnu::always_inline]] constexpr auto fill(list<N...>, const auto& env) {
  slots<V, N...> s{};
  ((static_cast<slot<N, V>&>(s).v = compute<N>::template in<V>(s, env)), ...);
  return s;
}

}  // namespace detail

// The values of expressions for one lane or one vector of lanes. env(Symbol{}) gives the value of a symbol, a
// reduction's result included; ask the result for an expression's value by get<E>().as_value().
template <class V, class... E>
[[gnu::always_inline]] constexpr auto evaluate_lanes(const auto& env) {
  return detail::fill<V>(lane_nodes<E...>{}, env);
}

}  // namespace ctnn::inline CTNN_TARGET
