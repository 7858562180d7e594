// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "ctnn/core/shape.hpp"
#include "ctnn/core/target.hpp"
#include "ctnn/core/tensor.hpp"

namespace ctnn::inline CTNN_TARGET {

// Somebody else's row-major elements: a pointer and, where the first extent is dynamic, the number of rows. Copying a
// view copies no element; a view of a temporary ends with the full expression, as a reference does.
template <class T, int First, int... Rest>
class TensorView {
  static_assert(First >= dynamic && ((Rest >= 0) && ...), "an extent is a number, or dynamic");

 public:
  using value_type = std::remove_const_t<T>;
  static constexpr int rank = 1 + static_cast<int>(sizeof...(Rest));
  static constexpr bool is_dynamic = First == dynamic;

  constexpr explicit TensorView(T* data) requires(!is_dynamic) : data_(data) {}

  // Any integer type may count the rows; a negative number or one beyond the range of int is a shape_error.
  constexpr TensorView(T* data, std::integral auto rows) requires(is_dynamic)
      : data_(data), rows_{static_cast<int>(rows)} {
    constexpr int most = (std::numeric_limits<int>::max)();
    const auto count = static_cast<long long>(rows);  // an unsigned number too big for this turns negative
    if (count < 0 || count > most) internals::fail<shape_error>("a view has from 0 to ", most, " rows, not ", rows);
  }

  // From a tensor, a view of elements that may be written to, or a view of as many rows known as a constant.
  template <int N>
  requires(is_dynamic || N == First) constexpr TensorView(Tensor<value_type, N, Rest...>& tensor)
      : data_(tensor.data()), rows_{N} {}

  template <int N>
  requires((is_dynamic || N == First) &&
           std::is_const_v<T>) constexpr TensorView(const Tensor<value_type, N, Rest...>& tensor)
      : data_(tensor.data()), rows_{N} {}

  template <class U, int N>
  requires((is_dynamic || N == First) && std::is_convertible_v<U (*)[], T (*)[]> &&
           !(std::is_same_v<U, T> && N == First)) constexpr TensorView(TensorView<U, N, Rest...> view)
      : data_(view.data()), rows_{view.extent(0)} {}

  constexpr T* data() const { return data_; }
  constexpr std::ptrdiff_t size() const { return rows_.count() * internals::Shape<First, Rest...>::row_size; }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size(); }

  constexpr int extent(int position) const {
    const int extents[]{rows_.count(), Rest...};
    return extents[position];
  }

  constexpr T& operator()(std::integral auto... indices) const {
    return data_[internals::Shape<First, Rest...>::offset(rows_.count(), indices...)];
  }
  constexpr T& operator[](std::integral auto index) const requires(rank == 1) { return (*this)(index); }

 private:
  // The number of rows takes room in the view only where it is not a constant.
  struct ConstantRows {
    constexpr explicit ConstantRows(int = First) {}
    static constexpr int count() { return First; }
  };
  struct CountedRows {
    int rows;
    constexpr int count() const { return rows; }
  };
  T* data_;
  [[no_unique_address]] std::conditional_t<is_dynamic, CountedRows, ConstantRows> rows_{};
};

// The same where more extents than the first are dynamic, or another one: samples x steps x features. The pointer is
// followed by as many numbers as there are dynamic extents.
template <class T, int First, int... Rest>
requires((Rest == dynamic) || ...) class TensorView<T, First, Rest...> {
  static_assert(First >= dynamic && ((Rest >= dynamic) && ...), "an extent is a number, or dynamic");
  template <int... E>
  static constexpr bool fits = [] {
    if constexpr (sizeof...(E) != 1 + sizeof...(Rest)) return false;
    else {
      const int own[] = {First, Rest...}, given[] = {E...};
      for (int k = 0; k < int(sizeof...(E)); ++k)
        if (own[k] != dynamic && own[k] != given[k]) return false;
      return true;
    }
  }();

 public:
  using value_type = std::remove_const_t<T>;
  static constexpr int rank = 1 + static_cast<int>(sizeof...(Rest));
  static constexpr bool is_dynamic = true;
  static constexpr int dynamic_extents = ((First == dynamic) + ... + (Rest == dynamic));

  template <std::integral... N>
  requires(sizeof...(N) == dynamic_extents) constexpr TensorView(T* data, N... extents) : data_(data) {
    constexpr int most = (std::numeric_limits<int>::max)();
    const long long given[] = {static_cast<long long>(extents)...};
    for (int k = 0, next = 0; k < rank; ++k) {
      if (extents_[k] != dynamic) continue;
      if (given[next] < 0 || given[next] > most)
        internals::fail<shape_error>("an extent of a view is a number from 0 to ", most, ", not ", given[next]);
      extents_[k] = static_cast<int>(given[next++]);
    }
  }
  template <int... E>
  requires(fits<E...>) constexpr TensorView(Tensor<value_type, E...>& tensor) : data_(tensor.data()), extents_{E...} {}
  template <int... E>
  requires(fits<E...>&& std::is_const_v<T>) constexpr TensorView(const Tensor<value_type, E...>& tensor)
      : data_(tensor.data()), extents_{E...} {}
  template <class U, int... E>
  requires(fits<E...>&& std::is_convertible_v<U (*)[], T (*)[]> &&
           !std::is_same_v<TensorView, TensorView<U, E...>>) constexpr TensorView(TensorView<U, E...> view)
      : data_(view.data()) {
    for (int k = 0; k < rank; ++k) extents_[k] = view.extent(k);
  }

  constexpr T* data() const { return data_; }
  constexpr std::ptrdiff_t size() const {
    std::ptrdiff_t n = 1;
    for (const int e : extents_) n *= e;
    return n;
  }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size(); }
  constexpr int extent(int position) const { return extents_[position]; }

  constexpr T& operator()(std::integral auto... indices) const requires(sizeof...(indices) == rank) {
    const std::ptrdiff_t index[] = {static_cast<std::ptrdiff_t>(indices)...};
    std::ptrdiff_t at = 0;
    for (int k = 0; k < rank; ++k) {
      if (internals::indices_checked || std::is_constant_evaluated()) internals::check_index(index[k], k, extents_[k]);
      at = at * extents_[k] + index[k];
    }
    return data_[at];
  }

 private:
  T* data_;
  int extents_[1 + sizeof...(Rest)] = {First, Rest...};
};

}  // namespace ctnn::inline CTNN_TARGET
