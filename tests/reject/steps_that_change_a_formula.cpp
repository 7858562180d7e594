// SPDX-License-Identifier: BSL-1.0
// A layer that writes another formula for some numbers of steps. (Which one is needed only run time knows.)
// expect: a_layer_takes_another_form_for_other_numbers_of_steps
#include "program.hpp"

struct Whim {
  static constexpr int rank = 3;
#ifdef REJECT
  constexpr auto operator()(auto x) const { return x.extent(x[1]) > 2090 && x.extent(x[1]) < 2105 ? tanh(x) : x; }
#else
  constexpr auto operator()(auto x) const { return tanh(x); }
#endif
};

int main() {
  using Net = Seq<Input<dynamic, 3>, Whim, Linear<3, 1>>;
  static Workspace<Net, MaxSteps<8>> space;
  std::cout << sizeof(space);
}
