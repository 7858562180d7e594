// SPDX-License-Identifier: BSL-1.0
#include "shaped_batch_normalisation.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("BatchNorm2d agrees with torch") {
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 3, 2>, BatchNorm2d<3>, ReLU, Conv2d<3, 2, 2>>, golden::batch_norm2d>();
  agrees<Seq<Input<2, 3, 3>, BatchNorm2d<2, 0.01, 0.3>, Conv2d<2, 3, 2>, BatchNorm2d<3>, Tanh, Flatten, Linear<12, 3>>,
         golden::batch_norm2d_twice>();
  agrees<Seq<Input<1, 3, 3>, Conv2d<1, 2, 2>, BatchNorm2d<2>, Tanh>, golden::batch_norm2d_double>();
  agrees<Seq<Input<1, 3, 3>, Conv2d<1, 2, 2>, BatchNorm2d<2>, Tanh>, golden::batch_norm2d_of_one>();
}

TEST_CASE("BatchNorm1d of steps agrees with torch") {
  agrees<Seq<Input<4, 2>, Linear<2, 3>, BatchNorm1d<3>, Tanh, Linear<3, 2>>, golden::batch_norm1d_of_steps>();
}
