// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ctnn/simd/lanewise.hpp"

namespace ctnn::inline CTNN_TARGET::simd {

// The polynomial c[0] + c[1] x + c[2] x^2 + ... by Horner's rule: one multiply-add a coefficient, which a machine with FMA rounds once.
template <Vector V, int N, int I = 0>
[[gnu::always_inline]] constexpr V horner(const V& x, const element_t<V> (&c)[N]) {
  if constexpr (I == N - 1) return splat<V>(c[I]);
  else return horner<V, N, I + 1>(x, c) * x + splat<V>(c[I]);
}

}  // namespace ctnn::inline CTNN_TARGET::simd
