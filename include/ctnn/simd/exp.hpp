// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/exponent.hpp>
#include <ctnn/simd/polynomial.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

template <class T>
struct exp_constants;
template <>
struct exp_constants<float> {
  static constexpr float smallest = -0x1.5d589ep6f, largest = 0x1.62e42ep6f;  // e^x is normal and finite between
  static constexpr float p[] = {1,
                                1,
                                0.49999993279787364844f,
                                0.16666519337469940834f,
                                0.041668434561139354382f,
                                0.0083688733906926934459f,
                                0.0013811871773873226412f};
};
template <>
struct exp_constants<double> {
  static constexpr double smallest = -0x1.6232bdd7abcd2p9, largest = 0x1.62e42fefa39efp9;
  static constexpr double p[] = {1,
                                 1,
                                 0.50000000000000108287,
                                 0.16666666666666400051,
                                 0.041666666666527976545,
                                 0.0083333333335023762281,
                                 0.0013888888944302237842,
                                 0.00019841269489787151425,
                                 0.00002480149231745173811,
                                 2.7557600957994451999e-6,
                                 2.7630553412772622225e-7,
                                 2.4995597606644980418e-8};
};

// The exponential; infinity beyond the largest number, 0 below the smallest normal one. Within 1.2 ulp (float, all
// inputs measured) and 1.5 ulp (double, sampled), with FMA or without.
//
// e^x = 2^n e^r with n the integer nearest to x / ln 2. For |r| <= ln 2 / 2, e^r is the polynomial 1 + r + ... of least
// relative error: 2^-28.3 (float), 2^-57.9 (double).
template <Floating V>
CTNN_INLINE constexpr V exp(const V& x) {
  using T = element_t<V>;
  using c = exp_constants<T>;
  if constexpr (lanes<V> == 1)  // constant evaluators refuse to compute with NaN and to overflow
    if (std::is_constant_evaluated() && !(x >= c::smallest && x <= c::largest))
      return x > c::largest ? infinity<T> : x < c::smallest ? 0 : x;

  const V shifted = x * splat<V>(log2_of_e<T>) + splat<V>(rounder<T>);
  const V n = without_rounder(shifted);
  const V r = x - n * splat<V>(ln2<T>::high) - n * splat<V>(ln2<T>::low);
  const V y = select<V>(x < splat<V>(c::smallest), V{}, scale(polynomial(r, c::p), shifted));
  return select<V>(x <= splat<V>(c::largest), y,
                   x + splat<V>(infinity<T>));  // NaN is neither less nor more
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
