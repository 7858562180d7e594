// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <ctnn/core/num.hpp>
#include "ctnn/core/tensor.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// A number that may stand beside a tensor of T. As in torch it takes the tensor's type: 0.1 * t is float where t is.
template <class S, class T>
concept ScalarFor = Number<S> && ElementFor<S, T>;

// f of the elements of one tensor, or of two of equal shape, each with its counterpart.
template <class T, int... E>
constexpr Tensor<T, E...> elementwise(auto f, const Tensor<T, E...>& a, const auto&... b) {
  Tensor<T, E...> result{};
  for (std::ptrdiff_t i = 0; i < a.size(); ++i) result.data()[i] = static_cast<T>(f(a.data()[i], b.data()[i]...));
  return result;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

template <class T, int... E>
constexpr Tensor<T, E...> operator+(const Tensor<T, E...>& a, const Tensor<T, E...>& b) {
  return internals::elementwise([](T x, T y) { return x + y; }, a, b);
}
template <class T, int... E>
constexpr Tensor<T, E...> operator-(const Tensor<T, E...>& a, const Tensor<T, E...>& b) {
  return internals::elementwise([](T x, T y) { return x - y; }, a, b);
}
template <class T, int... E>
constexpr Tensor<T, E...> operator*(const Tensor<T, E...>& a, const Tensor<T, E...>& b) {
  return internals::elementwise([](T x, T y) { return x * y; }, a, b);
}
template <class T, int... E>
constexpr Tensor<T, E...> operator/(const Tensor<T, E...>& a, const Tensor<T, E...>& b) {
  return internals::elementwise([](T x, T y) { return x / y; }, a, b);
}

template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator+(const Tensor<T, E...>& a, S s) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return x + y; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator-(const Tensor<T, E...>& a, S s) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return x - y; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator*(const Tensor<T, E...>& a, S s) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return x * y; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator/(const Tensor<T, E...>& a, S s) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return x / y; }, a);
}

template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator+(S s, const Tensor<T, E...>& a) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return y + x; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator-(S s, const Tensor<T, E...>& a) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return y - x; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator*(S s, const Tensor<T, E...>& a) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return y * x; }, a);
}
template <class T, int... E, internals::ScalarFor<T> S>
constexpr Tensor<T, E...> operator/(S s, const Tensor<T, E...>& a) {
  return internals::elementwise([y = static_cast<T>(s)](T x) { return y / x; }, a);
}

template <class T, int... E>
constexpr Tensor<T, E...> operator-(const Tensor<T, E...>& a) {
  return internals::elementwise([](T x) { return -x; }, a);
}

}  // namespace ctnn::inline CTNN_TARGET
