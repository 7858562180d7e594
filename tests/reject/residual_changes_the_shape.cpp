// SPDX-License-Identifier: BSL-1.0
// x + F(x) needs an F that gives back the size it receives.
// expect: residual_changes_the_shape< layer< 1 >, .*receives< 4 >, .*returns< 5 > >
// expect sentence: layer 1, Residual<Linear<4, 5>, Tanh>: receives 4 features and returns 5
#include "program.hpp"

#ifdef REJECT
constexpr int width = 5;
#else
constexpr int width = 4;
#endif

int main() { train_and_use<Seq<Linear<1, 4>, Residual<Linear<4, width>, Tanh>, Linear<width, 1>>>(); }
