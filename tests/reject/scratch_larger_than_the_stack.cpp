// SPDX-License-Identifier: BSL-1.0
// What a wide network needs for its gradient is lent by a Workspace.
// expect: scratch_exceeds_the_stack_pass_a_Workspace< .*bytes< \d+ >, .*bytes< 65536 > >
#include "program.hpp"

#ifdef REJECT
constexpr int width = 20000;
#else
constexpr int width = 20;
#endif

int main() {
  static Model<Seq<Linear<1, width>, Tanh, Linear<width, 1>>> model{};
  static Gradient<Seq<Linear<1, width>, Tanh, Linear<width, 1>>> gradient{};
  std::cout << value_and_grad(MSELoss{}, model, Tensor<float, 9, 1>{}, Tensor<float, 9, 1>{}, gradient);
}
