// SPDX-License-Identifier: BSL-1.0
#include "shaped_frozen.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("frozen layers of features agree with torch") {
  using Net = Seq<Input<3>, Linear<3, 5>, Tanh, Seq<Linear<5, 5>, SiLU, Linear<5, 4>>, Tanh, Linear<4, 2>>;
  agrees<Net, golden::frozen_first>(frozen<"0">);
  agrees<Net, golden::frozen_inner>(frozen<"2">);
  agrees<Net, golden::frozen_last>(frozen<"2.0">, frozen<"4">);
  using Norms = Seq<Input<3>, Linear<3, 5>, BatchNorm1d<5>, Tanh, Linear<5, 5>, LayerNorm<5>,
                    Residual<Linear<5, 5>, Tanh>, Linear<5, 2>>;
  agrees<Norms, golden::frozen_norms>(frozen<"1">, frozen<"5">);
}

TEST_CASE("frozen layers of images and of sequences agree with torch") {
  using Images =
      Seq<Input<1, 4, 4>, Conv2d<1, 3, 2>, BatchNorm2d<3>, Tanh, Conv2d<3, 2, 2>, PReLU<2>, Flatten, Linear<8, 2>>;
  agrees<Images, golden::frozen_images>(frozen<"0">, frozen<"1">, frozen<"4">);
  using Words = Seq<Input<5>, Embedding<7, 3>, LSTM<3, 4>, Tanh, Linear<4, 2>>;
  agrees<Words, golden::frozen_embedding, MSELoss, int>(frozen<"0">);
}
