// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/shapes.hpp>
#include <vector>

namespace ctnn::inline CTNN_TARGET {

// Inputs and what a network should make of them, as many of one as of the other (else a shape_error): Dataset
// train{x_train, t_train}, from tensors or views. Holds views, so the numbers must outlive it.
template <class X, class T>
struct Dataset;
template <class X, int N, int... E, class T, int M, int... F>
struct Dataset<TensorView<X, N, E...>, TensorView<T, M, F...>> {
  static_assert(N == dynamic || M == dynamic || N == M, "a Dataset has as many inputs as targets");
  TensorView<X, N, E...> x;
  TensorView<T, M, F...> t;

  constexpr Dataset(const TensorLike auto& inputs, const TensorLike auto& targets)
      : x(detail::const_view(inputs)), t(detail::const_view(targets)) {
    if (x.extent(0) != t.extent(0))
      fail<shape_error>("Dataset: ", x.extent(0), " inputs and ", t.extent(0),
                        " targets, expected as many of one as of the other");
  }
  constexpr int size() const { return x.extent(0); }
};
template <TensorLike X, TensorLike T>
Dataset(const X&, const T&) -> Dataset<decltype(detail::const_view(std::declval<const X&>())),
                                       decltype(detail::const_view(std::declval<const T&>()))>;

namespace detail {

// Rows of a view, copied one after the other.
template <class T, int N, int... E>
struct Rows {
  static constexpr std::ptrdiff_t row = (std::ptrdiff_t{1} * ... * E);
  using element = std::remove_const_t<T>;
  std::vector<element> copied;

  Rows(TensorView<T, N, E...>, int most) : copied(static_cast<std::size_t>(most * row)) {}
  TensorView<const element, dynamic, E...> gather(TensorView<T, N, E...> from, const int* rows, int count) {
    element* to = copied.data();
    for (int i = 0; i < count; ++i)
      for (std::ptrdiff_t k = 0; k < row; ++k) *to++ = from.data()[rows[i] * row + k];
    return {copied.data(), count};
  }
};

}  // namespace detail

}  // namespace ctnn::inline CTNN_TARGET
