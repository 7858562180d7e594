// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <utility>

#include <ctnn/graph/steps.hpp>
#include <ctnn/simd/math.hpp>
#include <ctnn/simd/vector.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

namespace detail {

// What an operation computes, for scalars and vectors alike. (Comparisons and where() are told apart from the rest by
// what they take and give: masks.)
template <Op op, class V>
[[gnu::always_inline]] constexpr V computed(const V& a, [[maybe_unused]] const V& b, [[maybe_unused]] const V& c) {
  if constexpr (op == Op::add) return a + b;
  else if constexpr (op == Op::subtract) return a - b;
  else if constexpr (op == Op::multiply) return a * b;
  else if constexpr (op == Op::divide) return a / b;
  else if constexpr (op == Op::negate) return -a;
  else if constexpr (op == Op::exp) return simd::exp(a);
  else if constexpr (op == Op::log) return simd::log(a);
  else if constexpr (op == Op::log1p) return simd::log1p(a);
  else if constexpr (op == Op::tanh) return simd::tanh(a);
  else if constexpr (op == Op::sigmoid) return simd::sigmoid(a);
  else if constexpr (op == Op::erf) return simd::erf(a);
  else if constexpr (op == Op::sqrt) return simd::sqrt(a);
  else if constexpr (op == Op::square) return a * a;
  else if constexpr (op == Op::max) return (simd::max)(a, b);
  else if constexpr (op == Op::min) return (simd::min)(a, b);
  else if constexpr (op == Op::clamp) return (simd::min)((simd::max)(a, b), c);
  else if constexpr (op == Op::abs) return simd::abs(a);
  else return a;  // detach
}
template <Op op, class V>
[[gnu::always_inline]] constexpr simd::mask_t<V> compared(const V& a, const V& b) {
  if constexpr (op == Op::less) return a < b;
  else if constexpr (op == Op::less_equal) return a <= b;
  else return a == b;
}

// The values of steps so far: neither -Og nor the constant evaluator removes common subexpressions, so each has a place
// of its own.
template <class V, int N>
struct Places {
  V value[N > 0 ? N : 1];
  simd::mask_t<V> mask[N > 0 ? N : 1];

  template <bool Mask>
  [[gnu::always_inline]] constexpr V get(int k) const {
    if constexpr (Mask) return simd::select<V>(mask[k], simd::splat<V>(1), simd::splat<V>(0));
    else return value[k];
  }
};

// One step. Masks: which of its arguments are.
template <Word W, int Masks, class V>
[[gnu::always_inline]] constexpr void compute(auto& s, int k) {
  constexpr Step t(W);
  if constexpr (t.op == Op::where) {
    const auto condition = [&]() __attribute__((always_inline)) {
      if constexpr (Masks & 1) return s.mask[t.a];
      else return s.value[t.a] != simd::splat<V>(0);
    };
    s.value[k] =
        simd::select<V>(condition(), s.template get<(Masks & 2) != 0>(t.b), s.template get<(Masks & 4) != 0>(t.c));
  } else if constexpr (is_mask(t.op)) {
    s.mask[k] = compared<t.op, V>(s.template get<(Masks & 1) != 0>(t.a), s.template get<(Masks & 2) != 0>(t.b));
  } else {
    constexpr bool two =
        (t.op >= Op::add && t.op <= Op::divide) || t.op == Op::max || t.op == Op::min || t.op == Op::clamp;
    const V a = s.template get<(Masks & 1) != 0>(t.a);
    if constexpr (t.op == Op::clamp)
      s.value[k] = computed<t.op, V>(a, s.template get<(Masks & 2) != 0>(t.b), s.template get<(Masks & 4) != 0>(t.c));
    else if constexpr (two) s.value[k] = computed<t.op, V>(a, s.template get<(Masks & 2) != 0>(t.b), a);
    else s.value[k] = computed<t.op, V>(a, a, a);
  }
}

constexpr int masks_of(const auto& steps, int k) {
  const Step t(steps.word[k]);
  const auto mask = [&](int at) { return is_mask(Step(steps.word[at]).op); };
  return is_lanewise(t.op) ? mask(t.a) | mask(t.b) << 1 | mask(t.c) << 2 : 0;
}

template <auto P, int K, class V>
[[gnu::always_inline]] constexpr void take(auto& s, const auto& env) {
  constexpr Step t(P.word[K]);
  if constexpr (t.op == Op::symbol) s.value[K] = env.template load<t.a>();
  else if constexpr (t.op == Op::constant)
    s.value[K] = simd::splat<V>(static_cast<simd::element_t<V>>(__builtin_bit_cast(double, P.number[t.a])));
  else compute<P.word[K], masks_of(P, K), V>(s, K);
}

template <auto P, class V, class Env, int... K>
[[gnu::always_inline]] constexpr void take_all(Places<V, P.size>& s, const Env& env, std::integer_sequence<int, K...>) {
  (take<P, K, V>(s, env), ...);
}

}  // namespace detail

// The results of steps for one lane or one vector of lanes; env.load<number>() gives a leaf's value.
template <auto P, class V>
struct Results {
  V value[P.results > 0 ? P.results : 1];
};
template <auto P, class V>
[[gnu::always_inline]] constexpr Results<P, V> evaluate(const auto& env) {
  detail::Places<V, P.size> places;
  detail::take_all<P, V>(places, env, std::make_integer_sequence<int, P.size>{});
  return [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
    constexpr auto is_mask_at = [](int k) { return is_mask(Step(P.word[P.result[k]]).op); };
    return Results<P, V>{{places.template get<is_mask_at(K)>(P.result[K])...}};
  }
  (std::make_integer_sequence<int, P.results>{});
}

// The cost model's number for steps.
template <auto P>
inline constexpr int cost = [] {
  int all = 0;
  for (int k = 0; k < P.size; ++k) all += cost_of(Step(P.word[k]).op);
  return all;
}();

}  // namespace ctnn::inline CTNN_TARGET::graph
