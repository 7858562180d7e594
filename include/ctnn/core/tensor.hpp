// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "ctnn/core/check.hpp"
#include "ctnn/core/rows.hpp"
#include "ctnn/core/shape.hpp"
#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// The least power of two that holds that many bytes, and at most the width of the machine's vectors: a small tensor is
// not blown up by its alignment, and g++ warns of its ABI where anything aligned beyond them is passed by value.
constexpr std::size_t tensor_alignment(std::size_t bytes, std::size_t least) {
  std::size_t alignment = least;
  while (alignment < bytes && alignment < __BIGGEST_ALIGNMENT__) alignment *= 2;
  return alignment;
}

// A value that may become an element of type T. Numbers convert as Python's do in torch, so that {1, 2.5} may fill
// floats; only a fraction does not silently become an integer.
template <class V, class T>
concept ElementFor = std::is_convertible_v<V, T> && !(std::floating_point<V> && std::integral<T>);

// Not a fold expression, of which clang takes 256 operands: tensors have thousands of elements.
template <class T, class... V>
constexpr bool make_all_elements_for() {
  const bool fits[]{true, ElementFor<V, T>...};
  for (const bool one : fits) {
    if (!one) return false;
  }
  return true;
}
template <class T, class... V>
inline constexpr bool all_elements_for = make_all_elements_for<T, V...>();

// The words of an error. (An extent that only run time knows is for TensorView.)
template <class Shape>
struct an_extent_of_a_Tensor_is_0_or_more;
template <int... Values>
struct rows_of {};
template <class Rows, class Shape>
struct rows_do_not_make_the_Tensor;

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// An array of fixed shape, row major, held by value: Tensor<float, 2, 3> a{1, 2, 3, 4, 5, 6} has a(1, 0) == 4,
// Tensor<float, 2, 3>{} is all zeros, and a variable without an initialiser is not initialised. A Tensor lives where it
// is declared: mind the stack.
template <class T, int... E>
struct Tensor {
  static_assert(sizeof(internals::check<((E >= 0) && ...),
                                        internals::an_extent_of_a_Tensor_is_0_or_more<internals::Shape<E...>>>) > 0);

  using value_type = T;
  static constexpr int rank = static_cast<int>(sizeof...(E));
  static constexpr internals::Shape<E...> shape{};
  static constexpr std::ptrdiff_t size() { return (std::ptrdiff_t{1} * ... * E); }
  static constexpr int extent(int position) { return shape[position]; }

  Tensor() = default;

  // From one value an element, each converted to T.
  template <class... V>
  requires(sizeof...(V) > 0 &&
           internals::all_elements_for<T, V...>) explicit(sizeof...(V) == 1) constexpr Tensor(V... values)
      : elements{static_cast<T>(values)...} {
    constexpr std::ptrdiff_t given = sizeof...(V), expected = size();
    static_assert(given == expected, "a Tensor takes as many values as it has elements (given == expected), or none");
  }

  // Or row by row: Tensor<float, 2, 3> a{{1, 2, 3}, {4, 5, 6}}.
  template <std::size_t... N>
  requires(rank == 2 && sizeof...(N) > 0) constexpr Tensor(const T (&... rows)[N]) {
    constexpr bool fits = sizeof...(N) == std::size_t(shape[0]) && ((N == std::size_t(shape[1])) && ...);
    static_assert(
        sizeof(internals::check<
               fits, internals::rows_do_not_make_the_Tensor<internals::rows_of<int(N)...>, internals::Shape<E...>>>) >
        0);
    T* to = elements;
    const auto put = [&](const auto& row) {
      for (const T& value : row) *to++ = value;
    };
    if constexpr (fits) (put(rows), ...);
  }

  constexpr T* data() { return elements; }
  constexpr const T* data() const { return elements; }
  constexpr T* begin() { return elements; }
  constexpr const T* begin() const { return elements; }
  constexpr T* end() { return elements + size(); }
  constexpr const T* end() const { return elements + size(); }

  constexpr T& operator()(std::integral auto... indices) {
    return elements[internals::Shape<E...>::offset(shape[0], indices...)];
  }
  constexpr const T& operator()(std::integral auto... indices) const {
    return elements[internals::Shape<E...>::offset(shape[0], indices...)];
  }

  constexpr T& operator[](std::integral auto index) requires(rank == 1) { return (*this)(index); }
  constexpr const T& operator[](std::integral auto index) const requires(rank == 1) { return (*this)(index); }

  // The rows that an array of indices names: t_u[train_indices].
  constexpr auto operator[](const internals::IndexArray auto& indices) const requires(rank > 0) {
    return internals::rows(*this, indices);
  }

  friend constexpr bool operator==(const Tensor& a, const Tensor& b) {
    for (std::ptrdiff_t i = 0; i < size(); ++i) {
      if (!(a.elements[i] == b.elements[i])) return false;
    }
    return true;
  }

  // An array of no elements does not exist in C++: a Tensor of none keeps one that nobody sees.
  static constexpr std::size_t stored = size() <= 0 ? 1 : static_cast<std::size_t>(size());
  alignas(internals::tensor_alignment(stored * sizeof(T), alignof(T))) T elements[stored];
};

}  // namespace ctnn::inline CTNN_TARGET
