// SPDX-License-Identifier: BSL-1.0
// A loss is one number for the whole batch.
// expect: loss_is_not_a_scalar_end_it_with_mean_or_sum< .*Squares >
#include "program.hpp"

struct Squares {
  constexpr auto operator()(auto y, auto t) const {
#ifdef REJECT
    return square(y - t);
#else
    return mean(square(y - t));
#endif
  }
};

int main() { train_and_use<Seq<Linear<1, 1>>, Tensor<float, 9, 1>, Tensor<float, 9, 1>, Squares>(); }
