// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "ctnn/core/error.hpp"
#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET {

// An extent that is known at run time only: of a view, and of the steps of a network (Input).
inline constexpr int dynamic = -1;

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

// Indices of single elements are checked in constant expressions, and at run time in builds without optimisation (-O0).
// Index arrays, class indices and numbers of rows are always checked.
#if defined(__OPTIMIZE__)
inline constexpr bool indices_checked = false;
#else
inline constexpr bool indices_checked = true;
#endif

// Throws unless 0 <= index < extent; position says which of several indices it is.
constexpr void check_index(std::ptrdiff_t index, int position, std::ptrdiff_t extent) {
  if (index < 0 || index >= extent) {
    fail<index_error>("index ", index, " at position ", position, " is outside the extent ", extent);
  }
}

// The extents of a row-major array, as a type and as a value: element (i, j, k) lies at offset (i * E1 + j) * E2 + k.
template <int... E>
struct Shape {
  static constexpr int rank = static_cast<int>(sizeof...(E));
  // A scalar has rank 0 and no extents, but an array of none does not exist in C++.
  static constexpr int extents[sizeof...(E) == 0 ? 1 : sizeof...(E)]{E...};

  static constexpr int size() { return rank; }
  static constexpr const int* begin() { return extents; }
  static constexpr const int* end() { return extents + rank; }
  constexpr int operator[](int position) const { return extents[position]; }
  template <int... F>
  friend constexpr bool operator==(Shape, Shape<F...>) {
    return std::is_same_v<Shape, Shape<F...>>;
  }

  // Elements of one row: the product of all extents but the first, which counts the rows.
  static constexpr std::ptrdiff_t make_row_size() {
    std::ptrdiff_t product = 1;
    int position = 0;
    ((product *= position++ == 0 ? 1 : E), ...);
    return product;
  }
  static constexpr std::ptrdiff_t row_size = make_row_size();

  // The first extent decides what is out of range in the first place; it is an argument because it may be known at run
  // time only.
  template <std::integral... I>
  static constexpr std::ptrdiff_t offset([[maybe_unused]] int first_extent, I... indices) {
    static_assert(sizeof...(I) == sizeof...(E), "an element is named by as many indices as there are extents");
    std::ptrdiff_t sum = 0;
    ((sum = sum * E + static_cast<std::ptrdiff_t>(indices)), ...);
    if (indices_checked || std::is_constant_evaluated()) {
      int position = 0;
      ((check_index(static_cast<std::ptrdiff_t>(indices), position, position == 0 ? first_extent : E), ++position),
       ...);
    }
    return sum;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::core
