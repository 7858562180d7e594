// SPDX-License-Identifier: BSL-1.0
// Where a view looks depends on four indices at most.
// expect: an_index_has_at_most_4_terms< layer< 0 >, Taps >
// expect sentence: layer 0, Taps: an index has at most 4 terms
#include "program.hpp"

struct Taps {  // sums of what stands before, in steps of several lengths
  static constexpr int rank = 2;
  constexpr auto operator()(auto x) const {
    const auto i = x[1], a = x.axis(2), b = x.axis(2), c = x.axis(2);
    const graph::Index there = graph::Index(i) - 1 * graph::Index(a) - 2 * graph::Index(b) - 3 * graph::Index(c);
#ifdef REJECT
    const auto d = x.axis(2);
    return sum(at(x, graph::Put{i, there - 4 * graph::Index(d)}), a | b | c | d);
#else
    return sum(at(x, graph::Put{i, there}), a | b | c);
#endif
  }
};

int main() { train_and_use<Seq<Input<9>, Taps, Linear<9, 1>>, Tensor<float, 9, 9>>(); }
