// SPDX-License-Identifier: BSL-1.0
// States of a scan are numbered with it.
// expect: a_scan_has_at_most_16_states< layer< 0 >, Cascade >
// expect sentence: layer 0, Cascade: a scan has at most 16 states
#include "program.hpp"

#ifdef REJECT
constexpr int count = 17;
#else
constexpr int count = 5;
#endif

struct Cascade {  // leaky sums, each of the one before it
  static constexpr int rank = 2;
  constexpr auto operator()(auto x) const {
    const graph::Value zero = graph::filled(*x.graph, 0, x[0]);
    graph::Value first[count];
    for (auto& f : first) f = zero;
    const auto states = graph::scan(x[1], first, [&](auto before) {
      graph::Value in = x;
      for (auto& s : before.state) s = 0.5 * s + 0.5 * in, in = s;
      return before;
    });
    return arranged(states.state[count - 1], x[0], x[1]);
  }
};

int main() { train_and_use<Seq<Input<3>, Cascade, Linear<3, 1>>, Tensor<float, 9, 3>>(); }
