// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/lanes.hpp>
#include <ctnn/lower/table.hpp>

// Functions that fill what their caller reads are compiled apart. g++ 12 otherwise believes, at -O2 and with what its
// ipa-modref finds out, that they do not write all that they do, and reads zeros.
#if defined(__clang__)
#  define CTNN_APART [[gnu::noinline]]
#else
#  define CTNN_APART [[gnu::noipa]]
#endif

// Lanes along a loop of a call, in programs of one sample at a time.
namespace ctnn::inline CTNN_TARGET::internals::kernels {

using lower::Call, lower::CallView, lower::Kind;
namespace leaf = lower::leaf;

// How streams move from lane to lane, two bits each. (A template argument, by which kernels are keyed.)
struct Along {
  enum Move : int { same, next, second, apart };
  bool loop = false;   // else lanes are samples
  bool pairs = false;  // of elements, side by side, are reduced to one lane: an innermost loop less
  unsigned long long moves = 0;
  static constexpr int most_streams = 32;

  static constexpr Move move_of(int by) { return by == 0 ? same : by == 1 ? next : by == 2 ? second : apart; }
  constexpr void set(int stream, Move m) { moves |= static_cast<unsigned long long>(m) << 2 * stream; }
  constexpr Move move(int stream) const { return Move(moves >> 2 * stream & 3); }
};

// The first n lanes, which lie side by side. (Where there is an instruction for it no branch asks whether that is all.)
template <class V>
CTNN_INLINE constexpr V load_some(const simd::element_t<V>* p, int n) {
  if constexpr (simd::loads_parts<V>) return simd::load_first<V>(p, n);
  else return n >= simd::lanes<V> ? simd::load<V>(p) : simd::load_first<V>(p, n);
}
// (Of pairs: the first of each, or the second.)
template <Along::Move Move, class V, bool Pairs = false, int Part = 0>
CTNN_INLINE constexpr V load_along(const simd::element_t<V>* p, int by, int n) {
  constexpr int L = simd::lanes<V>;
  if constexpr (Move == Along::same) return simd::splat<V>(*p);
  else if constexpr (Move == Along::next) return load_some<V>(p, n);
  else if constexpr (Move == Along::second) {
    const int all = 2 * n - !Pairs;
    const V low = load_some<V>(p, all < L ? all : L), high = load_some<V>(p + L, all < L ? 0 : all - L);
    return simd::shuffle<[](int i) { return 2 * i + Part; }, L>(low, high);
  } else {
    V v{};
    for (int i = 0; i < n; ++i) v[i] = p[static_cast<long long>(i) * by];
    return v;
  }
}
template <Along::Move Move, class V>
CTNN_INLINE constexpr void store_along(simd::element_t<V>* p, int by, int n, const V& v) {
  if constexpr (Move == Along::next) simd::store_some<V>(p, v, n);
  else
    for (int i = 0; i < n; ++i) p[static_cast<long long>(i) * by] = v[i];
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
