// SPDX-License-Identifier: BSL-1.0
#include "shaped_branches.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("Concat agrees with torch") {
  agrees<Seq<Input<4, 3>, Concat<Linear<3, 2>, Seq<Linear<3, 4>, Tanh>, Linear<3, 1>>, Linear<7, 2>>, golden::concat>();
  agrees<Seq<Input<1, 4, 4>, Concat<Conv2d<1, 2, 3, Padding<1>>, Conv2d<1, 3, 1>>, Tanh, Conv2d<5, 2, 2>>,
         golden::concat_of_images>();
  agrees<Seq<Input<3>, Linear<3, 4>, Concat<Tanh, Linear<4, 3>>, Linear<7, 2>>, golden::concat_of_features>();
}

TEST_CASE("Sum and Product agree with torch") {
  agrees<Seq<Input<4, 3>, Sum<Linear<3, 4>, Seq<Linear<3, 4>, Tanh>, Linear<3, 4>>, Linear<4, 2>>, golden::sum>();
  agrees<Seq<Input<1, 4, 4>, Conv2d<1, 2, 2>, Product<Conv2d<2, 2, 1>, Seq<Conv2d<2, 2, 1>, Sigmoid>>, Conv2d<2, 1, 2>>,
         golden::product>();
}

struct Gate {
  constexpr auto operator()(auto a, auto b) const { return tanh(a) * sigmoid(b); }
};
TEST_CASE("branches of a formula of one's own agree with torch") {
  agrees<Seq<Input<3, 3>, Linear<3, 4>, Branches<Gate, Linear<4, 5>, Linear<4, 5>>, Linear<5, 2>>, golden::gate>();
}

TEST_CASE("Residual of images agrees with torch") {
  agrees<Seq<Input<1, 4, 5>, Conv2d<1, 2, 2>, Residual<Conv2d<2, 3, 3, Padding<1>>, Tanh, Conv2d<3, 2, 3, Padding<1>>>,
             Conv2d<2, 1, 2>>,
         golden::residual_of_images>();
  agrees<Seq<Input<2, 2, 3>, Residual<Residual<Conv2d<2, 2, 3, Padding<1>>, Tanh>, Conv2d<2, 2, 1>>, Flatten,
             Residual<Linear<12, 12>>, Linear<12, 2>>,
         golden::residual_nested>();
}

TEST_CASE("branches of branches agree with torch") {
  agrees<Seq<Input<2, 3>, Sum<Identity, Product<Linear<3, 3>, Residual<Linear<3, 3>, Tanh>>>, Linear<3, 2>>,
         golden::branches_nested>();
}
