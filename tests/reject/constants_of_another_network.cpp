// SPDX-License-Identifier: BSL-1.0
// Numbers that save_header wrote for one network, read into another.
// expect: these_constants_are_of_another_network< .*Linear< 2, 1
#include <ctnn/io/constants.hpp>

#include "program.hpp"

struct Constants {
  using type = float;
  static constexpr const char* state = "0.weight 1x2;0.bias 1;";
  static constexpr float values[] = {1, 2, 3};
};
#ifdef REJECT
using Net = Seq<Linear<2, 1>, Tanh, Linear<1, 1>>;
#else
using Net = Seq<Linear<2, 1>>;
#endif

int main() {
  constexpr auto model = model_from<Net, Constants>();
  std::cout << model(Tensor<float, 1, 2>{});
}
