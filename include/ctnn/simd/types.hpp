// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <ctnn/core/target.hpp>

// How a vector wider than the machine's is returned from a call depends on -march, and -Wpsabi says so wherever one is,
// even where all calls are inlined, as they are in kernels. It would say so in every header that computes with vectors.
// (Of arguments g++ has a note that no pragma silences: they are passed by reference.)
#pragma GCC diagnostic ignored "-Wpsabi"

namespace ctnn::inline CTNN_TARGET::internals::simd {

template <class T, int L>
struct vector_of {
  static_assert(L > 0 && (L & (L - 1)) == 0, "a vector has a power of two of lanes");
  typedef T type __attribute__((vector_size(L * sizeof(T))));
  // the same in memory, aligned as an element and allowed to overlay an array of them
  typedef T unaligned __attribute__((vector_size(L * sizeof(T)), aligned(alignof(T)), may_alias));
};
template <class T>
struct vector_of<T, 1> {
  using type = T;
  using unaligned = T;
};

// L lanes of T: T itself if L is 1, else a vector of the compilers' extension, as wide as you like.
template <class T, int L>
using vec = typename vector_of<T, L>::type;

// No partial specialisation can name a vector type. It is what has a subscript and is not a class, an array or a
// pointer.
template <class V>
struct element_of {};
template <class V>
requires std::is_arithmetic_v<V>
struct element_of<V> {
  using type = V;
};
template <class V>
requires(!std::is_arithmetic_v<V> && !std::is_class_v<V> && !std::is_array_v<V> && !std::is_pointer_v<V> &&
         requires(V v) { v[0]; }) struct element_of<V> {
  using type = std::remove_cvref_t<decltype(std::declval<V&>()[0])>;
};
template <class V>
using element_t = typename element_of<V>::type;

template <class V>
concept Vector = std::is_arithmetic_v<element_t<V>>;
template <class V>
concept Floating = std::floating_point<element_t<V>>;

template <Vector V>
inline constexpr int lanes = int(sizeof(V) / sizeof(element_t<V>));
// The lanes of a register; 1 in scalar code.
template <class T>
inline constexpr int native_lanes = vector_bytes > int(sizeof(T)) ? vector_bytes / int(sizeof(T)) : 1;

// What a < b is: bool for scalars; for vectors, integers of the element's size that are 0 or -1.
template <Vector V>
using mask_t = std::remove_cvref_t<decltype(std::declval<V>() < std::declval<V>())>;
// Signed integers of the element's size, one a lane: what the bits of V are computed with.
template <Vector V>
using bits_t = vec<std::conditional_t<sizeof(element_t<V>) == 8, std::int64_t, std::int32_t>, lanes<V>>;

// The same, unsigned: sums wrap.
template <Vector V>
using unsigned_t = vec<std::make_unsigned_t<element_t<bits_t<V>>>, lanes<V>>;

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
