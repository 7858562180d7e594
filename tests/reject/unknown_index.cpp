// SPDX-License-Identifier: BSL-1.0
// An index beyond the layers.
// expect: no_layer_of_that_index< index< 3 >, layers< 3 > >
#include "program.hpp"

using Net = Seq<Linear<1, 4>, Tanh, Linear<4, 1>>;

int main() {
  Model<Net> model = train_and_use<Net>();
#ifdef REJECT
  std::cout << model[3_c].bias;
#else
  std::cout << model[2_c].bias;
#endif
}
