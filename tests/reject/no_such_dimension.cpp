// SPDX-License-Identifier: BSL-1.0
// A tensor of rank 1 has room for a new dimension before and behind its own.
// expect: there_is_no_such_dimension< 2, .*Shape< 11 > >
#include "program.hpp"

#ifdef REJECT
constexpr int dim = 2;
#else
constexpr int dim = 1;
#endif

int main() { std::cout << unsqueeze<dim>(Tensor<float, 11>{}).rank; }
