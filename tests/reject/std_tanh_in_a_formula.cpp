// SPDX-License-Identifier: BSL-1.0
// std::tanh computes numbers; a formula has none.
// expect: a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on< layer< 1 >, .*Twice >
// expect sentence: layer 1, Twice: a formula computes with symbols, not with numbers: write tanh\(x\)
#include <cmath>

#include "program.hpp"

struct Twice {
  constexpr auto operator()(auto x) const {
#ifdef REJECT
    return 2 * std::tanh(x);
#else
    return 2 * tanh(x);
#endif
  }
};

int main() { train_and_use<Seq<Linear<1, 4>, Twice, Linear<4, 1>>>(); }
