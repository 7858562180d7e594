// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>
#include <type_traits>
#include <utility>

namespace ctnn::inline CTNN_TARGET::internals::core {

// A flat tuple: its I-th element is the base leaf<I, T>. Storage and look-up cost the compiler one base class an
// element, and an element without members takes no room (it is not even a base, as two equal bases may not share an
// address).
template <int I, class T>
struct leaf : T {};
template <int I, class T>
requires std::is_empty_v<T>
struct leaf<I, T> {
};

template <class Indices, class... T>
struct leaf_pack_of;
template <int... I, class... T>
struct leaf_pack_of<std::integer_sequence<int, I...>, T...> : leaf<I, T>... {
  static constexpr int size = sizeof...(T);
};
template <class... T>
using leaf_pack = leaf_pack_of<std::make_integer_sequence<int, int(sizeof...(T))>, T...>;

template <int I, class T>
requires(!std::is_empty_v<T>) constexpr T& get_leaf(leaf<I, T>& l) { return l; }
template <int I, class T>
requires(!std::is_empty_v<T>) constexpr const T& get_leaf(const leaf<I, T>& l) { return l; }
template <int I, class T>
requires std::is_empty_v<T>
constexpr T get_leaf(const leaf<I, T>&) { return {}; }

// The I-th type of a list, by the same look-up.
template <class T>
struct type_leaf {
  using type = T;
};
template <int I, class T>
type_leaf<T> find_type(const leaf<I, type_leaf<T>>&);
template <int I, class Pack>
using type_at = typename decltype(find_type<I>(std::declval<const Pack&>()))::type;

}  // namespace ctnn::inline CTNN_TARGET::internals::core
