// SPDX-License-Identifier: BSL-1.0
// Rows as they are written in torch, one of them too long.
// expect: rows_do_not_make_the_Tensor< .*rows_of< 2, 3 >, .*Shape< 2, 2 > >
#include "program.hpp"

#ifdef REJECT
Tensor<float, 2, 2> x{{1, 2}, {3, 4, 5}};
#else
Tensor<float, 2, 2> x{{1, 2}, {3, 4}};
#endif

int main() { std::cout << x; }
