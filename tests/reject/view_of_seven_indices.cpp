// SPDX-License-Identifier: BSL-1.0
// A view has an index for each axis of a value, and some to spare.
// expect: a_view_has_at_most_6_indices< layer< 0 >, Corner >
// expect sentence: layer 0, Corner: a view has at most 6 indices
#include "program.hpp"

struct Corner {  // the diagonal, by guards
  static constexpr int rank = 3;
  constexpr auto operator()(auto x) const {
    const auto i = x[1], k = x[2];
    const graph::Put guard{-1, graph::Index(i) - graph::Index(k)};
#ifdef REJECT
    return at(x, guard, guard, guard, guard, guard, guard, guard);
#else
    return at(x, guard);
#endif
  }
};

int main() { train_and_use<Seq<Input<3, 3>, Corner, Flatten, Linear<9, 1>>, Tensor<float, 9, 3, 3>>(); }
