// SPDX-License-Identifier: BSL-1.0
// Parts of 9 and 3 of a tensor of 11 rows.
// expect: sizes_to_split_into_do_not_add_up< .*sizes< 9, 3 >, .*rows_of_the_tensor< 11 > >
#include "program.hpp"

#ifdef REJECT
constexpr int second = 3;
#else
constexpr int second = 2;
#endif

int main() {
  const auto [train, val] = split<9, second>(Tensor<int, 11>{});
  std::cout << train << val;
}
