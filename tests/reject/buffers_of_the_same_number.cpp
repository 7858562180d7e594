// SPDX-License-Identifier: BSL-1.0
// Buffers are numbered like parameters.
// expect: parameters_are_numbered_0_1_2_in_the_order_of_for_each_parameter< layer< 1 >, Running,
// expect: numbered< 0 >, expects< 1 > >
// expect sentence: layer 1, Running: parameters are numbered .* expected number 1 and found 0
#include "program.hpp"

#ifdef REJECT
constexpr int second = 0;
#else
constexpr int second = 1;
#endif

struct Running : BatchNorm1d<4> {
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 4> running_mean;
    typename Make::template buffer<second, 4> running_var;
  };
};

int main() {
  Generator rng{0};
  Model<Seq<Linear<1, 4>, Running, Linear<4, 1>>> model{rng};
  std::cout << model.eval()(Tensor<float, 9, 1>{});
}
