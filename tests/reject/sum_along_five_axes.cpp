// SPDX-License-Identifier: BSL-1.0
// A sum along five axes that lie in another order each time: kernels have four loops.
// expect: a_layer_is_too_large_for_a_stage_write_it_as_several< .*Palindrome
#include <ctnn/ctnn.hpp>

using namespace ctnn;

struct Palindrome {  // the sum of x(a, b, c, d, e) * x(e, d, c, b, a)
  static constexpr int rank = 6;
  constexpr auto operator()(auto x) const {
    using graph::Index, graph::Put;
    const auto back =
        at(x, Put{x[1], Index(x[5])}, Put{x[2], Index(x[4])}, Put{x[4], Index(x[2])}, Put{x[5], Index(x[1])});
#ifdef REJECT
    const auto y = sum(x * back, x[1] | x[2] | x[3] | x[4] | x[5]);
#else
    const auto y = sum(sum(x * back, x[1] | x[2] | x[3]), x[4] | x[5]);
#endif
    const auto one = x.axis(1);
    return y * (1 + position(*x.graph, one));
  }
};

using Net = Seq<Input<2, 2, 2, 2, 2>, Palindrome, Linear<1, 1>>;

int main() {
  Generator rng{0};
  const Model<Net> model{rng};
  return evaluate(MSELoss{}, model, Tensor<float, 9, 2, 2, 2, 2, 2>{}, Tensor<float, 9, 1>{}) < 0;
}
