// SPDX-License-Identifier: BSL-1.0
// Between the numbers of two parameters one is missing.
// expect: parameters_are_numbered_0_1_2_in_the_order_of_for_each_parameter< layer< 1 >, Shifted,
// expect: numbered< 2 >, expects< 1 > >
// expect sentence: layer 1, Shifted: parameters are numbered .* expected number 1 and found 2
#include "program.hpp"

#ifdef REJECT
constexpr int second = 2;
#else
constexpr int second = 1;
#endif

struct Shifted {
  static constexpr int in_features = 4, out_features = 4;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4> scale;
    typename Make::template parameter<second, 4> shift;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...), f("shift", p.shift...); }
  constexpr auto operator()(auto x, auto p) const { return x * p.scale + p.shift; }
};

int main() { train_and_use<Seq<Linear<1, 4>, Shifted, Linear<4, 1>>>(); }
