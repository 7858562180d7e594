// SPDX-License-Identifier: BSL-1.0
#include "shaped_normalisation.hpp"

#include <sstream>
#include <string>

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("SoftmaxAlong agrees with torch") {
  agrees<Seq<Input<2, 4, 3>, Conv2d<2, 3, 2>, SoftmaxAlong<1>, Conv2d<3, 2, 1>>, golden::softmax_along_1>();
  agrees<Seq<Input<2, 4, 3>, Conv2d<2, 3, 2>, SoftmaxAlong<2>, Conv2d<3, 2, 1>>, golden::softmax_along_2>();
  agrees<Seq<Input<5, 3>, Linear<3, 4>, SoftmaxAlong<1>, Linear<4, 2>>, golden::softmax_along_steps>();
}

TEST_CASE("LayerNorm over the last axes agrees with torch") {
  agrees<Seq<Input<1, 4, 5>, Conv2d<1, 2, 2>, LayerNormOver<2, 3, 4>, Tanh, Conv2d<2, 1, 2>>,
         golden::layer_norm_of_images>();
  agrees<Seq<Input<1, 4, 5>, Conv2d<1, 2, 2>, LayerNormOver<3, 4>, Tanh, Conv2d<2, 1, 2>>,
         golden::layer_norm_of_rows>();
  agrees<Seq<Input<4, 3>, Linear<3, 5>, LayerNorm<5>, Tanh, Linear<5, 2>>, golden::layer_norm_of_steps>();
  agrees<Seq<Input<4, 3>, Linear<3, 5>, LayerNormOver<5>, Tanh, Linear<5, 2>>, golden::layer_norm_of_steps>();
}
TEST_CASE("LayerNorm over the last axes prints its arguments as torch does") {
  std::ostringstream out;
  out << Model<Seq<Input<2, 3>, LayerNormOver<2, 3>>>{};
  CHECK(out.str().find("((2, 3), eps=1e-05, elementwise_affine=True)") != std::string::npos);
}
