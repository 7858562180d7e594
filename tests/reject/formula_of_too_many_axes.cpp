// SPDX-License-Identifier: BSL-1.0
// Axes are counted by bits.
// expect: a_formula_has_at_most_32_axes< layer< 0 >, Reversals >
// expect sentence: layer 0, Reversals: a formula has at most 32 axes
#include "program.hpp"

#ifdef REJECT
constexpr int most = 33;
#else
constexpr int most = 5;
#endif

struct Reversals {  // the sum of x's elements, each behind so many reversals
  static constexpr int rank = 2;
  constexpr auto operator()(auto x) const {
    auto y = x;
    for (int k = 0; k < most; ++k) {
      const auto other = x.axis(x.extent(x[1]));
      y = at(y, graph::Put{y[1], 1 - graph::Index(other)});
    }
    return y;
  }
};

int main() { train_and_use<Seq<Input<2>, Reversals, Linear<2, 1>>, Tensor<float, 9, 2>>(); }
