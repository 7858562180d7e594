// SPDX-License-Identifier: BSL-1.0
// Twelve elements do not fill 5 x 3.
// expect: a_reshape_keeps_the_number_of_elements< .*Shape< 2, 6 >, .*Shape< 5, 3 > >
#include "program.hpp"

#ifdef REJECT
constexpr int row_count = 5;
#else
constexpr int row_count = 4;
#endif

int main() { std::cout << reshape<row_count, 3>(Tensor<float, 2, 6>{}); }
