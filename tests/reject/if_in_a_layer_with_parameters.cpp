// SPDX-License-Identifier: BSL-1.0
// A formula has no if, whatever else a layer has.
// expect: a_formula_has_no_if_write_where< layer< 1 >, Slope >
// expect sentence: layer 1, Slope: a formula has no if and no \?: .*write where
#include "program.hpp"

struct Slope {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 1> slope;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("slope", p.slope...); }
#ifdef REJECT
  constexpr auto operator()(auto x, auto p) const {
    if (x > 0) return x * 1;
    return x * p.slope;
  }
#else
  constexpr auto operator()(auto x, auto p) const { return where(x > 0, x, x * p.slope); }
#endif
};

int main() { train_and_use<Seq<Linear<1, 4>, Slope, Linear<4, 1>>>(); }
