// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <ctnn/simd/lanewise.hpp>

namespace ctnn::inline CTNN_TARGET::internals::simd {

// c[I] + c[I + Step] x + c[I + 2 Step] x^2 + ... by Horner's rule: one multiply-add a coefficient, which a machine with
// FMA rounds once.
template <int I, int Step, Vector V, std::size_t N>
CTNN_INLINE constexpr V horner(const V& x, const element_t<V> (&c)[N]) {
  if constexpr (I + Step >= int(N)) return splat<V>(c[I]);
  else return horner<I + Step, Step>(x, c) * x + splat<V>(c[I]);
}

// c[0] + c[1] x + c[2] x^2 + ... The sum of even and the sum of odd terms of a long polynomial do not wait for one
// another. c[0] comes last, so that where it dominates, its rounding is all there is.
template <Vector V, std::size_t N>
CTNN_INLINE constexpr V polynomial(const V& x, const element_t<V> (&c)[N]) {
  if constexpr (N <= 8) return horner<0, 1>(x, c);
  else {
    const V square = x * x;
    return (horner<2, 2>(square, c) * x + horner<1, 2>(square, c)) * x + splat<V>(c[0]);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::simd
