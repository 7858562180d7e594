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
CTNN_INLINE constexpr V computed(const V& a, [[maybe_unused]] const V& b, [[maybe_unused]] const V& c) {
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
CTNN_INLINE constexpr simd::mask_t<V> compared(const V& a, const V& b) {
  if constexpr (op == Op::less) return a < b;
  else if constexpr (op == Op::less_equal) return a <= b;
  else return a == b;
}

// Where the values of steps are, each in a place of its own: neither -Og nor the constant evaluator removes common
// subexpressions. (Code for a step is shared by all formulas that have the same one, so it knows no formula.)
template <class V>
struct Places {
  V* value;
  simd::mask_t<V>* mask;

  template <bool Mask>
  CTNN_INLINE constexpr V get(int k) const {
    if constexpr (Mask) return simd::select<V>(mask[k], simd::splat<V>(1), simd::splat<V>(0));
    else return value[k];
  }
};

constexpr int masks_of(const auto& steps, int k) {
  const Step t(steps.word[k]);
  const auto mask = [&](int at) { return is_mask(Step(steps.word[at]).op); };
  return is_lanewise(t.op) ? mask(t.a) | mask(t.b) << 1 | mask(t.c) << 2 : 0;
}
constexpr Word bits_of(const auto& steps, int k) {
  const Step t(steps.word[k]);
  return t.op == Op::constant ? steps.number[t.a] : 0;
}

// One step, the k-th: of arguments some of which are masks, or of a constant, by its bits.
template <Word W, int Masks, Word Bits, class V>
CTNN_INLINE constexpr void take(const Places<V>& s, int k, const auto& env) {
  constexpr Step t(W);
  constexpr bool a_is_mask = Masks & 1, b_is_mask = Masks & 2, c_is_mask = Masks & 4;
  if constexpr (t.op == Op::symbol) s.value[k] = env.template load<t.a>();
  else if constexpr (t.op == Op::constant)
    s.value[k] = simd::splat<V>(static_cast<simd::element_t<V>>(__builtin_bit_cast(double, Bits)));
  else if constexpr (t.op == Op::where) {
    simd::mask_t<V> condition;
    if constexpr (a_is_mask) condition = s.mask[t.a];
    else condition = s.value[t.a] != simd::splat<V>(0);
    s.value[k] = simd::select<V>(condition, s.template get<b_is_mask>(t.b), s.template get<c_is_mask>(t.c));
  } else if constexpr (is_mask(t.op)) {
    s.mask[k] = compared<t.op, V>(s.template get<a_is_mask>(t.a), s.template get<b_is_mask>(t.b));
  } else {
    const V a = s.template get<a_is_mask>(t.a);
    if constexpr (arguments_of(t.op) == 3)
      s.value[k] = computed<t.op, V>(a, s.template get<b_is_mask>(t.b), s.template get<c_is_mask>(t.c));
    else if constexpr (arguments_of(t.op) == 2) s.value[k] = computed<t.op, V>(a, s.template get<b_is_mask>(t.b), a);
    else s.value[k] = computed<t.op, V>(a, a, a);
  }
}

// (In blocks: clang folds no more than 256 at a time.)
inline constexpr int most_together = 128;
template <auto P, class V, int First, int... K>
CTNN_INLINE constexpr void take_block(const Places<V>& s, const auto& env, std::integer_sequence<int, K...>) {
  (take<P.word[First + K], masks_of(P, First + K), bits_of(P, First + K), V>(s, First + K, env), ...);
}
template <auto P, class V, int First = 0>
CTNN_INLINE constexpr void take_all(const Places<V>& s, const auto& env) {
  if constexpr (constexpr int left = P.size - First; left <= most_together)
    take_block<P, V, First>(s, env, std::make_integer_sequence<int, left>{});
  else {
    take_block<P, V, First>(s, env, std::make_integer_sequence<int, most_together>{});
    take_all<P, V, First + most_together>(s, env);
  }
}

}  // namespace detail

// The results of steps for one lane or one vector of lanes; env.load<number>() gives a leaf's value.
template <auto P, class V>
struct Results {
  V value[P.results > 0 ? P.results : 1];
};
template <auto P, class V>
CTNN_INLINE constexpr Results<P, V> evaluate(const auto& env) {
  V value[P.size > 0 ? P.size : 1];
  simd::mask_t<V> mask[P.size > 0 ? P.size : 1];
  const detail::Places<V> places{value, mask};
  detail::take_all<P, V>(places, env);
  return [&]<int... K>(std::integer_sequence<int, K...>) CTNN_INLINE {
    [[maybe_unused]] constexpr auto is_mask_at = [](int k) { return is_mask(Step(P.word[P.result[k]]).op); };
    return Results<P, V>{{places.template get<is_mask_at(K)>(P.result[K])...}};
  }
  (std::make_integer_sequence<int, P.results>{});
}

// The cost model's number for steps.
template <auto P>
constexpr int make_cost() {
  int all = 0;
  for (int k = 0; k < P.size; ++k) all += cost_of(Step(P.word[k]).op);
  return all;
}
template <auto P>
inline constexpr int cost = make_cost<P>();

}  // namespace ctnn::inline CTNN_TARGET::graph
