// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include "ctnn/simd/exponent.hpp"
#include "ctnn/simd/horner.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

template <class T>
struct exp_constants;
template <>
struct exp_constants<float> {
  static constexpr float smallest = -0x1.5d589ep6f, largest = 0x1.62e42ep6f;  // e^x is normal and finite between
  static constexpr float p[] = {1,
                                1.0000000502627541089f,
                                0.50000004398206705106f,
                                0.16666362929470484181f,
                                0.041664761514643730668f,
                                0.0083792009624125645232f,
                                0.0014061961000743556869f};
};
template <>
struct exp_constants<double> {
  static constexpr double smallest = -0x1.6232bdd7abcd2p9, largest = 0x1.62e42fefa39efp9;
  static constexpr double p[] = {1,
                                 1.0000000000000005585,
                                 0.50000000000000055714,
                                 0.16666666666657332172,
                                 0.041666666666573647915,
                                 0.0083333333376901497531,
                                 0.0013888888932337337499,
                                 0.00019841261561514525253,
                                 0.000024801504514522001251,
                                 2.7564178181423189393e-6,
                                 2.7626295459044242873e-7,
                                 2.3010118152194340782e-8};
};

// The exponential; infinity beyond the largest number, 0 below the smallest normal one. e^x = 2^n e^r with n the integer nearest to x / ln 2;
// for |r| <= ln 2 / 2, e^r is the polynomial with p(0) = 1 of least relative error: 2^-28.5 (float), 2^-55.6 (double).
template <Floating V>
[[gnu::always_inline]] constexpr V exp(const V& x) {
  using T = element_t<V>;
  using c = exp_constants<T>;
  constexpr T infinity = std::numeric_limits<T>::infinity();
  if constexpr (lanes<V> == 1)  // constant evaluators refuse to compute with NaN and to overflow
    if (std::is_constant_evaluated() && !(x >= c::smallest && x <= c::largest)) return x > c::largest ? infinity : x < c::smallest ? 0 : x;

  const V shifted = x * splat<V>(log2_of_e<T>) + splat<V>(rounder<T>);
  const V n = without_rounder(shifted);
  const V r = x - n * splat<V>(ln2<T>::high) - n * splat<V>(ln2<T>::low);
  const V y = select<V>(x < splat<V>(c::smallest), V{}, scale(horner(r, c::p), shifted));
  return select<V>(x <= splat<V>(c::largest), y, x + splat<V>(infinity));  // x is NaN where it is neither less nor more
}

}  // namespace ctnn::inline CTNN_TARGET::simd
