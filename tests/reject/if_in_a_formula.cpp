// SPDX-License-Identifier: BSL-1.0
// A formula is called with symbols, which cannot choose.
// expect: a_formula_has_no_if_write_where< layer< 1 >, .*Leaky >
// expect sentence: layer 1, Leaky: a formula has no if .* write where\(condition, a, b\)
#include "program.hpp"

struct Leaky {
  constexpr auto operator()(auto x) const {
#ifdef REJECT
    if (x > 0) return x;
    return 0.1 * x;
#else
    return where(x > 0, x, 0.1 * x);
#endif
  }
};

int main() { train_and_use<Seq<Linear<1, 4>, Leaky, Linear<4, 1>>>(); }
