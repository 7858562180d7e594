// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <ctnn/simd/lanewise.hpp>

// What is done across the lanes of vectors: sums, the largest, transposition.

namespace ctnn::inline CTNN_TARGET::internals::simd {

// The lanes At(0), ..., At(N - 1) of a and b side by side.
template <auto At, int N, Vector V>
CTNN_INLINE constexpr vec<element_t<V>, N> shuffle(const V& a, const V& b) {
  return [&]<int... I>(std::integer_sequence<int, I...>) CTNN_INLINE {
#if __has_builtin(__builtin_shufflevector)
    return __builtin_shufflevector(a, b, At(I)...);
#else
    return vec<element_t<V>, N>{(At(I) < lanes<V> ? a[At(I) % lanes<V>] : b[At(I) % lanes<V>])...};
#endif
  }
  (std::make_integer_sequence<int, N>{});
}

// The lanes folded in halves: log2(L) operations, and rounding errors that grow as slowly.
template <Vector V, class Op>
CTNN_INLINE constexpr element_t<V> fold(const V& v, Op op) {
  constexpr int L = lanes<V>;
  if constexpr (L == 1) return v;
  else if constexpr (L == 2) return op(v[0], v[1]);
  else
    return fold(
        op(shuffle<[](int i) { return i; }, L / 2>(v, v), shuffle<[](int i) { return L / 2 + i; }, L / 2>(v, v)), op);
}
template <Vector V>
CTNN_INLINE constexpr element_t<V> sum(const V& v) {
  return fold(v, [](const auto& a, const auto& b) CTNN_INLINE { return a + b; });
}
template <Vector V>
CTNN_INLINE constexpr element_t<V> max_lane(const V& v) {
  return fold(v, [](const auto& a, const auto& b) CTNN_INLINE { return (max)(a, b); });
}

// A transposition exchanges the bits of a row's number with those of a lane's number, a pair of bits a level. Of two
// rows whose numbers differ in one bit, part 0 takes the lanes with some bit clear and part 1 those with that bit set;
// in both parts the row's bit takes its place. The levels are ordered as instruction sets like it, whose shuffles are
// cheapest within 16 bytes or of 16 bytes whole: at first, within each 16 bytes, the topmost bit leaves and the row's
// enters at the bottom (unpack); then, of 16 bytes, the bottom bit leaves and the row's enters on top.
template <Vector V>
struct levels {
  static constexpr int L = lanes<V>, bytes = int(sizeof(element_t<V>)), G = L * bytes < 16 ? L : 16 / bytes;
  // The row's bit at each level, G/2, ..., 1, then G, ..., L/2; after the last, 0.
  static constexpr int first = G > 1 ? G / 2 : L / 2;
  static constexpr int after(int bit) { return bit == 1 && G < L ? G : bit < G ? bit / 2 : bit == L / 2 ? 0 : bit * 2; }

  template <int Bit, int Part>
  CTNN_INLINE static constexpr V part(const V& a, const V& b) {
    if constexpr (Bit < G)
      return shuffle<[](int i) { return i / G * G + Part * (G / 2) + i % G / 2 + i % 2 * L; }, L>(a, b);
    else
      return shuffle<[](int i) { return i / G % (L / G / 2) * (2 * G) + Part * G + i % G + i / (L / 2) * L; }, L>(a, b);
  }
};

// Row i becomes column i of the L x L matrix whose rows are a[0] to a[L - 1].
template <Vector V, int Bit = levels<V>::first>
CTNN_INLINE constexpr void transpose(V* a) {
  if constexpr (Bit != 0) {
#pragma GCC unroll 64
    for (int k = 0; k < lanes<V>; ++k)
      if ((k & Bit) == 0) {
        const V low = levels<V>::template part<Bit, 0>(a[k], a[k + Bit]);
        a[k + Bit] = levels<V>::template part<Bit, 1>(a[k], a[k + Bit]);
        a[k] = low;
      }
    transpose<V, levels<V>::after(Bit)>(a);
  }
}

// Lane l of the result is the sum of the lanes of a[l] for l < R, and 0 beyond; a is used up. This is a transposition
// of which only the sum of the rows is wanted: each level adds its two parts and halves the rows, so that L vectors
// cost L - 1 additions. Done holds the rows' bits of the levels above.
template <int R, Vector V, int Bit = levels<V>::first, int Done = 0>
CTNN_INLINE constexpr V sums(V* a) {
  static_assert(0 <= R && R <= lanes<V>);
  if constexpr (R == 0) return V{};
  else if constexpr (Bit != 0) {
#pragma GCC unroll 64
    for (int k = 0; k < R; ++k)
      if ((k & (Done | Bit)) == 0) {
        // a row without a partner is its own: what that leaves in the partner's lanes is cleared at the end
        const V& partner = a[k + Bit < R ? k + Bit : k];
        a[k] = levels<V>::template part<Bit, 0>(a[k], partner) + levels<V>::template part<Bit, 1>(a[k], partner);
      }
    constexpr int next = levels<V>::after(Bit), done = Done | Bit;
    return sums<R, V, next, done>(a);
  } else if constexpr (R == lanes<V>) return a[0];
  else return select<V>(first_lanes<V>(R), a[0], V{});
}
template <Vector V, std::size_t R>
CTNN_INLINE constexpr V sums(V (&a)[R]) {
  return sums<int(R), V>(&a[0]);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
