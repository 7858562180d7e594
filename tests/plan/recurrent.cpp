// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/lstm.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("LSTM") {
  check_derivatives<LSTM<2, 3>, 4, 2>();
  check_layer<LSTM<2, 3>, double, 1, 4, 2>();
  check_layer<LSTM<2, 3>, float, 16, 4, 2>();
  check_layer<LSTM<5, 9>, double, 8, 11, 5>();
}
