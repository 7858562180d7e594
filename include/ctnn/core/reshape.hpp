// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "ctnn/core/check.hpp"
#include "ctnn/core/tensor.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// The words of errors.
template <class From, class To>
struct a_reshape_keeps_the_number_of_elements;
template <int Dim, class Of>
struct there_is_no_such_dimension;

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// The same elements in another shape, as torch.reshape: reshape<2, 3>(x).
template <int... To, class T, int... E>
constexpr Tensor<T, To...> reshape(const Tensor<T, E...>& x) {
  static_assert(
      sizeof(internals::check<
             Tensor<T, E...>::size() == Tensor<T, To...>::size(),
             internals::a_reshape_keeps_the_number_of_elements<internals::Shape<E...>, internals::Shape<To...>>>) > 0);
  Tensor<T, To...> result{};
  for (std::ptrdiff_t i = 0; i < x.size() && i < result.size(); ++i) result.data()[i] = x.data()[i];
  return result;
}

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

template <class Shape, int At>
struct inserted;
template <int... E, int At>
struct inserted<Shape<E...>, At> {
  // The extents before, at and after the new one.
  static constexpr int extent(int position) {
    constexpr Shape<E...> shape;
    return position < At ? shape[position] : position == At ? 1 : shape[position - 1];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// The same elements with one dimension of extent 1 more, as torch.unsqueeze: of 11 elements unsqueeze<1>(x) makes 11
// x 1. A negative Dim counts from the end: -1 is behind the last.
template <int Dim, class T, int... E>
constexpr auto unsqueeze(const Tensor<T, E...>& x) {
  constexpr int rank = sizeof...(E), at = Dim < 0 ? Dim + rank + 1 : Dim;
  constexpr bool there = at >= 0 && at <= rank;
  static_assert(sizeof(internals::check<there, internals::there_is_no_such_dimension<Dim, internals::Shape<E...>>>) >
                0);
  using To = internals::inserted<internals::Shape<E...>, there ? at : 0>;
  return [&]<int... I>(std::integer_sequence<int, I...>) { return reshape<To::extent(I)...>(x); }
  (std::make_integer_sequence<int, rank + 1>{});
}

// The same elements without the dimensions of extent 1, as torch.squeeze.
template <class T, int... E>
constexpr auto squeeze(const Tensor<T, E...>& x) {
  constexpr auto kept = [] {
    struct {
      int count, at[sizeof...(E) + 1];
    } list{};
    ((E != 1 ? void(list.at[list.count++] = E) : void()), ...);
    return list;
  }();
  return [&]<int... I>(std::integer_sequence<int, I...>) { return reshape<kept.at[I]...>(x); }
  (std::make_integer_sequence<int, kept.count>{});
}

}  // namespace ctnn::inline CTNN_TARGET
