// SPDX-License-Identifier: BSL-1.0
#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("Linear") {
  check_derivatives<harness::Linear<3, 5>, 3>();
  check_layer<harness::Linear<3, 5>, float, 16, 3>();
  check_layer<harness::Linear<24, 19>, float, 16, 24>();
  check_layer<harness::Linear<24, 19>, float, 1, 24>();
  check_layer<harness::Linear<24, 19>, double, 8, 24>();
  check_layer<harness::Linear<7, 1>, float, 16, 7>();
  check_layer<harness::Linear<7, 6>, float, 16, 5, 7>();
}
