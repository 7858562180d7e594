// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/simd/exp_quotient.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// -log(1 - erf(a)) / 2a is so smooth that a polynomial is enough, of least error relative to erf: 2^-27.9 (float), 2^-55.4 (double).
template <class T>
struct erf_constants;
template <>
struct erf_constants<float> {
  static constexpr float one_from = 3.93f;  // erf is nearer to 1 than half an ulp
  static constexpr float p[] = {0.56418958580564300195f,    0.31830969098346682495f,  0.051388915253558707138f,
                                -0.0095765319558981322299f, -8.0198016796876223054e-5f, 0.00083351370843256974987f,
                                -0.000316418412947538842f,  5.8820630958925099776e-5f, -4.6281319917779947823e-6f};
};
template <>
struct erf_constants<double> {
  static constexpr double one_from = 5.93;
  static constexpr double p[] = {0.56418958354775627475,      0.31830988618379548307,     0.0513863016506577628,      -0.0095642234965482123584,
                                 -0.00010459742695125989551,  0.00084810383485353728038,  -0.00029506621464183924594, 1.2952248173387604773e-5,
                                 3.2210240931297920054e-5,    -1.4787844265243041488e-5,  1.5848524266996401352e-6,   1.5664613105539674386e-6,
                                 -1.0185759482556271244e-6,   2.8530293759105819812e-7,   -5.8464174229402109446e-9,  -3.2870320594786385049e-8,
                                 1.7293725874398419652e-8,    -5.3870501669193666804e-9,  1.1803410630198431935e-9,   -1.8804970049829204901e-10,
                                 2.1510670494379971387e-11,   -1.6823225051631977172e-12, 8.0751234960646052304e-14,  -1.7962826309562422625e-15};
};

// The error function, 1 - e^-2h for |x| and h the polynomial.
template <Floating V>
[[gnu::always_inline]] constexpr V erf(const V& x) {
  using c = erf_constants<element_t<V>>;
  if constexpr (lanes<V> == 1)
    if (std::is_constant_evaluated() && x != x) return x;
  const V a = min(abs(x), splat<V>(c::one_from));
  const auto [s, t] = exp_quotient<false>(a * horner(a, c::p));
  return copysign((s - splat<V>(1) + (s + splat<V>(1)) * t) / (s + s * t), x);
}

}  // namespace ctnn::inline CTNN_TARGET::simd
