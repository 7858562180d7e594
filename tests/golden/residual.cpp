// SPDX-License-Identifier: BSL-1.0
#include "golden.hpp"

using namespace ctnn;
using golden::agrees, golden::agrees_in_both_modes;

TEST_CASE("Residual agrees with torch") {
  using Net = Seq<Linear<3, 5>, Residual<Linear<5, 7>, Tanh, Linear<7, 5>>, Linear<5, 2>>;
  agrees<Net, golden::residual>();
  agrees<Net, golden::residual_double>();
  agrees<Seq<Residual<Linear<5, 5>, Tanh>>, golden::residual_alone>();
  agrees<Seq<Linear<3, 17>, Residual<Tanh>, Residual<Linear<17, 17>>, Tanh>, golden::residual_of_activation>();
}

// The shortcut starts and ends at one stage.
TEST_CASE("Residual of one reduction agrees with torch") {
  agrees<Seq<Linear<3, 5>, Residual<LayerNorm<5>>, Residual<Softmax>, Linear<5, 2>>, golden::residual_of_norms>();
  agrees_in_both_modes<Seq<Linear<2, 5>, Residual<BatchNorm1d<5>>, Linear<5, 1>>, golden::residual_of_batch_norm>();
}

// The user's rows are whole vectors and may serve as they are, although the library's own rows may lie further apart.
TEST_CASE("Residual from rows of whole vectors agrees with torch") {
  agrees<Seq<Residual<LayerNorm<80>, Linear<80, 1>, Linear<1, 80>>>, golden::residual_of_rows>();
}

TEST_CASE("Residual around normalisation agrees with torch") {
  agrees<Seq<Linear<3, 13>, Residual<LayerNorm<13>, Linear<13, 13>>, ReLU, Linear<13, 3>>,
         golden::residual_around_norm>();
  agrees<Seq<Linear<3, 5>, Residual<Linear<5, 5>, Softmax>, Linear<5, 2>>, golden::residual_around_softmax>();
  agrees_in_both_modes<Seq<Linear<3, 5>, Residual<Linear<5, 5>, BatchNorm1d<5>, Tanh>, ReLU, Linear<5, 2>>,
                       golden::residual_around_batch_norm>();
}

TEST_CASE("networks within networks agree with torch") {
  using Ends = Residual<Linear<5, 5>, Sigmoid>;
  agrees<Seq<Linear<3, 5>, Residual<Linear<5, 5>, Tanh, Ends>, Tanh, Linear<5, 2>>, golden::residual_nested>();
  using Starts = Residual<Linear<5, 5>, Tanh>;
  agrees<Seq<Linear<3, 5>, Residual<Starts, Sigmoid, Linear<5, 5>>, Linear<5, 2>>, golden::residual_starts_twice>();
  agrees<Seq<Linear<3, 5>, Seq<Tanh, Linear<5, 7>, Seq<Sigmoid, Linear<7, 5>>>, Tanh, Seq<Linear<5, 2>>>,
         golden::sequential_nested>();
}
