// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET::internals::core {

// A number. (Of a class std::is_arithmetic_v says the same, by a dozen templates.)
template <class T>
concept Number = !__is_class(T) && std::is_arithmetic_v<T>;

}  // namespace ctnn::inline CTNN_TARGET::internals::core

namespace ctnn::inline CTNN_TARGET {

// A real number as a template argument: with `template <Num Min, Num Max>`, Hardtanh<0, 10> and Hardtanh<-0.5, 0.5>
// both read naturally. A class around the double, and not the double itself, because g++ 12 crashes on a bare double
// among several arguments of a partial specialisation. Two arguments are the same when their bits are and both were
// written as an integer, or neither: Num{0.0}, Num{-0.0} and Num{0} make three types, and print as in Python.
struct Num {
  double value;
  bool integral;

  template <internals::Number V>
  consteval Num(V number) : value(static_cast<double>(number)), integral(std::is_integral_v<V>) {}

  friend constexpr bool operator==(Num, Num) = default;
};

}  // namespace ctnn::inline CTNN_TARGET
