// SPDX-License-Identifier: BSL-1.0
// Only a matrix that is called weight starts as torch's Linear does: any other would start at zero, and two such layers
// in a row never learn.
// expect: a_matrix_that_nobody_initialises_write_initialize< Dense< 1, 4 >, .*name< .*"kernel" .* > >
#include "program.hpp"

template <int In, int Out>
struct Dense {
  static constexpr int in_features = In, out_features = Out;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Out, In> kernel;
    typename Make::template parameter<1, Out> bias;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("kernel", p.kernel...), f("bias", p.bias...); }
#ifndef REJECT
  static constexpr void initialize(auto& p, Generator& rng) {
    for (int j = 0; j < Out; ++j)
      for (int i = 0; i < In; ++i) p.kernel(j, i) = uniform<float>(rng, -1, 1);
  }
#endif
  constexpr auto operator()(auto x, auto p) const { return tanh(linear(x, p.kernel, p.bias)); }
};

int main() { train_and_use<Seq<Dense<1, 4>, Dense<4, 1>>>(); }
