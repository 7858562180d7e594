// SPDX-License-Identifier: BSL-1.0
// for_each_parameter names the parameters in another order than their numbers'.
// expect: parameters_are_numbered_0_1_2_in_the_order_of_for_each_parameter< layer< 1 >, Shifted,
// expect: numbered< 1 >, expects< 0 > >
// expect sentence: layer 1, Shifted: parameters are numbered .* expected number 0 and found 1
#include "program.hpp"

struct Shifted {
  static constexpr int in_features = 4, out_features = 4;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4> scale;
    typename Make::template parameter<1, 4> shift;
  };
#ifdef REJECT
  static constexpr void for_each_parameter(auto f, auto&... p) { f("shift", p.shift...), f("scale", p.scale...); }
#else
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...), f("shift", p.shift...); }
#endif
  constexpr auto operator()(auto x, auto p) const { return x * p.scale + p.shift; }
};

int main() { train_and_use<Seq<Linear<1, 4>, Shifted, Linear<4, 1>>>(); }
