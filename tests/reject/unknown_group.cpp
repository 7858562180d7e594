// SPDX-License-Identifier: BSL-1.0
// expect: a_parameter_group_names_no_layer<name<.*"haed"
#include "program.hpp"

using Net = Seq<Named<"embed", Linear<2, 4>>, Tanh, Named<"head", Linear<4, 1>>>;

#ifdef REJECT
#  define GROUP "haed"
#else
#  define GROUP "head"
#endif

int main() {
  Model<Net> model{};
  Trainer trainer{model, MSELoss{}, ParamGroups{SGD{.lr = 0.1}, on<GROUP>(SGD{.lr = 0.01})}};
  return trainer.step(Tensor<float, 1, 2>{}, Tensor<float, 1, 1>{}) > 1;
}
