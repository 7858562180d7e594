// SPDX-License-Identifier: BSL-1.0
// A layer's vector has three numbers, its features are six.
// expect: a_parameter_is_not_as_long_as_the_axis_that_it_meets< layer< 1 >, holds< 3 >, expects< 6 > >
// expect sentence: layer 1, Scale<6, 3>: a parameter of 3 numbers meets an axis of 6
#include "program.hpp"

template <int F, int P>
struct Scale {
  static constexpr int in_features = F, out_features = F;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, P> scale;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...); }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < P; ++i) p.scale(i) = 2;
  }
  constexpr auto operator()(auto x, auto p) const { return x * p.scale; }
};

#ifdef REJECT
constexpr int held = 3;
#else
constexpr int held = 6;
#endif

int main() { train_and_use<Seq<Linear<1, 6>, Scale<6, held>, Linear<6, 1>>>(); }
