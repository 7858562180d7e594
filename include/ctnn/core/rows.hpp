// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "ctnn/core/shape.hpp"
#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET {

template <class T, int... E>
struct Tensor;

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

// How many indices an array of them holds, as a constant: a std::array, a built-in array or a Tensor of rank 1.
template <class Indices>
inline constexpr int index_count = -1;

template <class Indices>
requires requires { std::tuple_size<Indices>::value; }
inline constexpr int index_count<Indices> = static_cast<int>(std::tuple_size<Indices>::value);

template <class I, std::size_t N>
inline constexpr int index_count<I[N]> = static_cast<int>(N);

template <class I, int N>
inline constexpr int index_count<Tensor<I, N>> = N;

template <class Indices>
concept IndexArray = index_count<Indices>
>= 0 && requires(const Indices& indices) {
  requires std::integral<std::remove_cvref_t<decltype(indices[0])>>;
  requires !std::same_as<std::remove_cvref_t<decltype(indices[0])>, bool>;
};

// The rows that the indices name, in their order: rows(x, {2, 0})(0, j) == x(2, j). An index that names no row is an
// index_error.
template <class T, int Rows, int... Rest, IndexArray Indices>
constexpr Tensor<T, index_count<Indices>, Rest...> rows(const Tensor<T, Rows, Rest...>& x, const Indices& indices) {
  Tensor<T, index_count<Indices>, Rest...> taken{};
  T* to = taken.data();
  for (int position = 0; position < index_count<Indices>; ++position) {
    const auto row = static_cast<std::ptrdiff_t>(indices[static_cast<std::size_t>(position)]);
    check_index(row, position, Rows);
    const T* from = x.data() + row * Shape<Rows, Rest...>::row_size;
    for (std::ptrdiff_t i = 0; i < Shape<Rows, Rest...>::row_size; ++i) *to++ = *from++;
  }
  return taken;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core
