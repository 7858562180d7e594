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

  constexpr Dataset(const internals::TensorLike auto& inputs, const internals::TensorLike auto& targets)
      : x(internals::const_view(inputs)), t(internals::const_view(targets)) {
    if (x.extent(0) != t.extent(0))
      internals::fail<shape_error>("Dataset: ", x.extent(0), " inputs and ", t.extent(0),
                                   " targets, expected as many of one as of the other");
  }
  constexpr int size() const { return x.extent(0); }
};
template <internals::TensorLike X, internals::TensorLike T>
Dataset(const X&, const T&) -> Dataset<decltype(internals::const_view(std::declval<const X&>())),
                                       decltype(internals::const_view(std::declval<const T&>()))>;

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::data {

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

}  // namespace ctnn::inline CTNN_TARGET::internals::data
