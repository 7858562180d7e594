// SPDX-License-Identifier: BSL-1.0
// A layer says that it gives three features, and gives four.
// expect: a_formula_returns_other_features_than_out_features< layer< 0 >, Dense, returns< 4 >, expects< 3 > >
// expect sentence: layer 0, Dense: its formula returns 4 numbers a sample, and out_features is 3
#include "program.hpp"

#ifdef REJECT
constexpr int out = 3;
#else
constexpr int out = 4;
#endif

struct Dense {
  static constexpr int in_features = 1, out_features = out;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4, 1> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  constexpr auto operator()(auto x, auto p) const { return linear(x, p.weight); }
};

int main() { train_and_use<Seq<Dense, Linear<out, 1>>>(); }
