// SPDX-License-Identifier: BSL-1.0
// A parameter that for_each_parameter does not name would neither be trained nor saved.
// expect: for_each_parameter_leaves_a_parameter_out< layer< 1 >, Shifted >
// expect sentence: layer 1, Shifted: for_each_parameter leaves a parameter out
#include "program.hpp"

struct Shifted {
  static constexpr int in_features = 4, out_features = 4;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4> scale;
    typename Make::template parameter<1, 4> shift;
  };
#ifdef REJECT
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...); }
#else
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...), f("shift", p.shift...); }
#endif
  constexpr auto operator()(auto x, auto p) const { return x * p.scale + p.shift; }
};

int main() { train_and_use<Seq<Linear<1, 4>, Shifted, Linear<4, 1>>>(); }
