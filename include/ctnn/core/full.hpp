// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/core/tensor.hpp"

namespace ctnn::inline CTNN_TARGET {

// torch.full, ones and zeros: every element is the same. ones<float, 2, 3>().
template <class T, int... E>
constexpr Tensor<T, E...> full(T value) {
  Tensor<T, E...> result{};
  for (T& element : result) element = value;
  return result;
}
template <class T, int... E>
constexpr Tensor<T, E...> ones() {
  return full<T, E...>(1);
}
template <class T, int... E>
constexpr Tensor<T, E...> zeros() {
  return {};
}

// start, start + step, ...: N numbers. arange<float, 70>(20) is torch.arange(20., 90.).
template <class T, int N>
constexpr Tensor<T, N> arange(T start = 0, T step = 1) {
  Tensor<T, N> result{};
  for (int i = 0; i < N; ++i) result(i) = static_cast<T>(start + static_cast<T>(i) * step);
  return result;
}

}  // namespace ctnn::inline CTNN_TARGET
