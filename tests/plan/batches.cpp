// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/batch_norm2d.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("BatchNorm2d") {
  check_derivatives<BatchNorm2d<3>, 3, 2, 4>();
  check_layer<BatchNorm2d<3>, double, 1, 3, 2, 4>();
  check_layer<BatchNorm2d<3>, float, 16, 3, 2, 4>(false, 1e-4);
  check_layer<BatchNorm2d<5>, double, 8, 5, 3, 3>();
}
