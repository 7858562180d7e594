// SPDX-License-Identifier: BSL-1.0
// An outer product of nine dimensions.
// expect: a_value_has_at_most_8_axes< layer< 0 >, Power >
// expect sentence: layer 0, Power: a value has at most 8 axes
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
constexpr int most = 8;
#else
constexpr int most = 4;
#endif

struct Power {  // x(i) * x(j) * ..., summed over all but one
  static constexpr int rank = 2;
  constexpr auto operator()(auto x) const {
    auto y = x;
    graph::Axes made = 0;
    for (int k = 1; k < most; ++k) {
      const auto other = x.axis(x.extent(x[1]));
      made |= other;
      y = y * at(x, graph::Put{x[1], other});
    }
    return sum(y, made);
  }
};

int main() {
  Generator rng{0};
  const Model<Seq<Input<2>, Power, Linear<2, 1>>> model{rng};
  return model(Tensor<float, 9, 2>{})(0, 0) < 0;
}
