// SPDX-License-Identifier: BSL-1.0
// An extent below 0.
// expect: an_extent_of_a_Tensor_is_0_or_more< .*Shape< 2, -1 > >
#include "program.hpp"

#ifdef REJECT
constexpr int columns = -1;
#else
constexpr int columns = 0;
#endif

int main() { std::cout << Tensor<float, 2, columns>{}.rank; }
