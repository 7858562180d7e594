// SPDX-License-Identifier: BSL-1.0
// Layers have types of their own, so an index is a constant.
// expect: a_layer_is_chosen_at_compile_time_write_0_c_not_0<int>
#include "program.hpp"

int main() {
  Model<Seq<Linear<1, 4>, Tanh, Linear<4, 1>>> model = train_and_use<Seq<Linear<1, 4>, Tanh, Linear<4, 1>>>();
#ifdef REJECT
  std::cout << model[0].weight(0, 0);
#else
  std::cout << model[0_c].weight(0, 0);
#endif
}
