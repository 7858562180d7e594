// SPDX-License-Identifier: BSL-1.0
// A name that no layer has, and those that there are.
// expect: no_layer_of_that_name< name< .*"last" .* >, known< .*"hidden" .*, .*"output" .* > >
#include "program.hpp"

using Net = Seq<Named<"hidden", Linear<1, 4>>, Tanh, Named<"output", Linear<4, 1>>>;

int main() {
  Model<Net> model = train_and_use<Net>();
#ifdef REJECT
  std::cout << model["last"_n].bias;
#else
  std::cout << model["output"_n].bias;
#endif
}
