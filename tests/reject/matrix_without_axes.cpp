// SPDX-License-Identifier: BSL-1.0
// A matrix is a value along two axes, which are not told.
// expect: a_matrix_is_called_with_an_axis_for_each_of_its_extents< layer< 1 >, Mix, numbered< 0 > >
// expect sentence: layer 1, Mix: number 0 has several extents: call it with an axis for each, p.weight\(o, i\)
#include "program.hpp"

struct Mix {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 4, 4> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
#ifdef REJECT
  constexpr auto operator()(auto x, auto p) const { return tanh(x * p.weight); }
#else
  constexpr auto operator()(auto x, auto p) const { return tanh(linear(x, p.weight)); }
#endif
};
using Net = Seq<Linear<1, 4>, Mix, Linear<4, 1>>;

int main() { train_and_use<Net>(); }
