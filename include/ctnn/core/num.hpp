// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET {

// A real number as a template argument: with `template <Num Min, Num Max>`, Hardtanh<0, 10> and Hardtanh<-0.5, 0.5>
// both read naturally. A class around the double, and not the double itself, because g++ 12 crashes on a bare double
// among several arguments of a partial specialisation. Two arguments are the same when their bits are: Num{0.0} and
// Num{-0.0} make different types.
struct Num {
  double value;

  template <class V>
    requires std::is_arithmetic_v<V>
  consteval Num(V number) : value(static_cast<double>(number)) {}

  friend constexpr bool operator==(Num, Num) = default;
};

}  // namespace ctnn::inline CTNN_TARGET
