// SPDX-License-Identifier: BSL-1.0
#include "steps.hpp"

using namespace steps;

TEST_CASE("LSTM over steps that only run time knows") {
  Case<Seq<Input<dynamic, 3>, LSTM<3, 5>, Linear<5, 2>>, 16, 0.0f> lstm;
  for (const int samples : {1, 3, 16, 37}) {
    lstm.same_as_constant<1>(samples);
    lstm.same_as_constant<2>(samples);
    lstm.same_as_constant<7>(samples);
    lstm.same_as_constant<16>(samples);
  }
  lstm.trains_alike<3, 16, 1, 2, 9, 3, 16, 1, 2, 9>();
}
