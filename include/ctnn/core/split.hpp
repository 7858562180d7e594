// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/check.hpp"
#include "ctnn/core/leaf.hpp"
#include "ctnn/core/tensor.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// The words of an error.
template <int... Sizes>
struct sizes {};
template <int Rows>
struct rows_of_the_tensor {};
template <class Sizes, class Rows>
struct sizes_to_split_into_do_not_add_up;

// Tensors with different numbers of rows, for structured bindings.
template <class... Tensors>
struct Parts : leaf_pack<Tensors...> {
  template <std::size_t I>
  constexpr const auto& get() const {
    return get_leaf<int(I)>(*this);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// A tensor cut along its first dimension, as torch.split with sizes: auto [train, val] = split<9, 2>(indices).
template <int... Sizes, class T, int Rows, int... Rest>
constexpr auto split(const Tensor<T, Rows, Rest...>& x) {
  static_assert(sizeof(internals::check < ((Sizes >= 0) && ...) && (Sizes + ... + 0) == Rows,
                       internals::sizes_to_split_into_do_not_add_up < internals::sizes<Sizes...>,
                       internals::rows_of_the_tensor < Rows >>>) > 0);
  internals::Parts<Tensor<T, Sizes, Rest...>...> parts{};
  const T* from = x.data();
  const auto fill = [&](auto& part) {
    for (T& element : part) element = *from++;
  };
  [&]<int... I>(std::integer_sequence<int, I...>) { (fill(internals::get_leaf<I>(parts)), ...); }
  (std::make_integer_sequence<int, int(sizeof...(Sizes))>{});
  return parts;
}

}  // namespace ctnn::inline CTNN_TARGET

template <class... Tensors>
struct std::tuple_size<ctnn::internals::Parts<Tensors...>> : std::integral_constant<std::size_t, sizeof...(Tensors)> {};
template <std::size_t I, class... Tensors>
struct std::tuple_element<I, ctnn::internals::Parts<Tensors...>> {
  using type = ctnn::internals::type_at<int(I), ctnn::internals::leaf_pack<ctnn::internals::type_leaf<Tensors>...>>;
};
