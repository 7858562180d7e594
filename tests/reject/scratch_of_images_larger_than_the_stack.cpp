// SPDX-License-Identifier: BSL-1.0
// The same of values with a shape.
// expect: scratch_exceeds_the_stack_pass_a_Workspace< .*bytes< \d+ >, .*bytes< 65536 > >
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
constexpr int width = 200;
#else
constexpr int width = 6;
#endif
using Net = Seq<Input<1, width, width>, Conv2d<1, 2, 3>, Tanh, MaxPool2d<2>>;

int main() {
  static Model<Net> model{};
  static Tensor<float, 2, 1, width, width> x{};
  static Tensor<float, 2, 2, (width - 2) / 2, (width - 2) / 2> y{};
  return evaluate(MSELoss{}, model, x, y) < 0;
}
