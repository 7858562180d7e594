// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctnn/simd/exponent.hpp>
#include <ctnn/simd/polynomial.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

template <class T>
struct erf_constants;
template <>
struct erf_constants<float> {
  static constexpr float one_from = 3.93f;  // erf is nearer to 1 than half an ulp
  // -log(1 - erf(a)) / a - 1, to 2^-27.9 of erf
  static constexpr float p[] = {0.1283791716112860039f,    0.63661938196693364991f,  0.10277783050711741428f,
                                -0.01915306391179626446f,  -0.00016039603359375244f, 0.0016670274168651394997f,
                                -0.000632836825895077684f, 0.0001176412619178502f,   -9.2562639835559895647e-6f};
  // (e^r - 1 - r) / r^2, to 2^-31.8 of e^r - 1
  static constexpr float q[] = {0.5000000053993364582f,    0.16666666906655808987f,   0.041666322997999190154f,
                                0.0083332186647922136822f, 0.0013943527332329552113f, 0.00019962889338348204393f};
};
template <>
struct erf_constants<double> {
  static constexpr double one_from = 5.93;
  // to 2^-55.4
  static constexpr double p[] = {
      0.1283791670955125495,      0.63661977236759096615,     0.1027726033013155256,      -0.019128446993096424717,
      -0.00020919485390251979103, 0.0016962076697070745608,   -0.00059013242928367849189, 2.5904496346775209545e-5,
      6.4420481862595840107e-5,   -2.9575688530486082976e-5,  3.1697048533992802704e-6,   3.1329226211079348771e-6,
      -2.0371518965112542488e-6,  5.7060587518211639625e-7,   -1.1692834845880421889e-8,  -6.5740641189572770097e-8,
      3.4587451748796839303e-8,   -1.0774100333838733361e-8,  2.3606821260396863869e-9,   -3.7609940099658409801e-10,
      4.3021340988759942773e-11,  -3.3646450103263954344e-12, 1.6150246992129210461e-13,  -3.5925652619124845251e-15};
  // to 2^-58.4
  static constexpr double q[] = {0.50000000000000008555,   0.16666666666666670951,   0.041666666666652462623,
                                 0.0083333333333261831631, 0.0013888888895486250885, 0.00019841269874663653349,
                                 2.4801574806314112884e-5, 2.7557255588391490982e-6, 2.7567656429099919071e-7,
                                 2.5105142394588896129e-8, 1.7783998980088963544e-9};
};

// The error function. Within 2 ulp (float, all inputs measured) and 2.1 ulp (double, sampled), never beyond 1.
//
// It is 1 - e^-b where b = a + a p(a) for a = |x|. With e^-b = 2^n e^r, 1 - 2^n - 2^n (e^r - 1) loses nothing near 0,
// where n = 0. Both polynomials have the least error.
template <Floating V>
CTNN_INLINE constexpr V erf(const V& x) {
  using T = element_t<V>;
  using c = erf_constants<T>;
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && x != x) return x;
  const V a = (min)(abs(x), splat<V>(c::one_from));
  const V b = a + a * polynomial(a, c::p);
  const V shifted = splat<V>(rounder<T>) - b * splat<V>(log2_of_e<T>);
  const V n = without_rounder(shifted), r = -b - n * splat<V>(ln2<T>::whole);
  const V s = scale(splat<V>(1), shifted);
  V rest = splat<V>(1) - s;
  if constexpr (sums_are_reassociated) rest = (max)(rest, V{});  // which it is, but a maximum is no term of a sum
  return copysign(rest - s * (r + r * r * polynomial(r, c::q)), x);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
