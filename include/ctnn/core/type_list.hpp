// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>
#include <type_traits>

namespace ctnn::inline CTNN_TARGET::internals::core {

template <class...>
struct list {};

template <class... A, class... B>
constexpr list<A..., B...> operator+(list<A...>, list<B...>) {
  return {};
}
template <class L>
inline constexpr int length = 0;
template <class... N>
inline constexpr int length<list<N...>> = sizeof...(N);

template <class E, class... L>
concept one_of = (std::is_same_v<E, L> || ...);

}  // namespace ctnn::inline CTNN_TARGET::internals::core
