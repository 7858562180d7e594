// SPDX-License-Identifier: BSL-1.0
// A loss is a formula too.
// expect: a_formula_has_no_if_write_where< .*of_the_loss, .*Absolute >
#include "program.hpp"

struct Absolute {
  constexpr auto operator()(auto y, auto t) const {
#ifdef REJECT
    return mean(y > t ? y - t : t - y);
#else
    return mean(where(y > t, y - t, t - y));
#endif
  }
};

int main() { train_and_use<Seq<Linear<1, 1>>, Tensor<float, 9, 1>, Tensor<float, 9, 1>, Absolute>(); }
