// SPDX-License-Identifier: BSL-1.0
// The numbers of one parameter are counted by an int.
// expect: a_parameter_holds_less_than_2_to_the_31_numbers< layer< 0 >, .*Linear< 50000, 50000
// expect: holds< 2500000000
// expect sentence: layer 0, Linear<50000, 50000>: a parameter of 2500000000 numbers
#include "program.hpp"

#ifdef REJECT
constexpr int width = 50000;
#else
constexpr int width = 5;
#endif

using Net = Seq<Linear<width, width>, Tanh>;

int main() {
  std::cout << sizeof(Model<Net>) << parameter_count<Net>;
  train_and_use<Net, Tensor<float, 2, width>, Tensor<float, 2, width>>();
}
