// SPDX-License-Identifier: BSL-1.0
// Five channels have no halves.
// expect: an_axis_of_an_odd_length_has_no_halves< layer< 0 >, receives< 5 > >
// expect sentence: layer 0, GLUAlong<1>: an axis of 5 elements has no halves
#include "program.hpp"

#ifdef REJECT
constexpr int channels = 5;
#else
constexpr int channels = 4;
#endif

int main() {
  train_and_use<Seq<Input<channels, 3, 3>, GLUAlong<1>, Flatten, Linear<18, 1>>, Tensor<float, 9, channels, 3, 3>>();
}
