// SPDX-License-Identifier: BSL-1.0
// And so is a name.
// expect: a_layer_is_chosen_by_0_c_or_by_its_name_n<const char ?\*>
#include "program.hpp"

using Net = Seq<Named<"hidden", Linear<1, 4>>, Tanh, Linear<4, 1>>;

int main() {
  Model<Net> model = train_and_use<Net>();
#ifdef REJECT
  std::cout << model["hidden"].weight(0, 0);
#else
  std::cout << model["hidden"_n].weight(0, 0);
#endif
}
