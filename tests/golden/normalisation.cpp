// SPDX-License-Identifier: BSL-1.0
#include "golden.hpp"

using namespace ctnn;
using golden::agrees, golden::agrees_in_both_modes;

TEST_CASE("Softmax and LogSoftmax agree with torch") {
  agrees<Seq<Linear<3, 5>, Softmax, Linear<5, 2>>, golden::softmax>();
  agrees<Seq<Linear<3, 5>, Softmax, Linear<5, 2>>, golden::softmax_double>();
  agrees<Seq<Linear<5, 17>, Softmax, Linear<17, 3>>, golden::softmax_wide>();
  agrees<Seq<Linear<3, 13>, Softmax>, golden::softmax_last>();
  agrees<Seq<Linear<3, 5>, LogSoftmax, Linear<5, 2>>, golden::log_softmax>();
  agrees<Seq<Linear<5, 33>, LogSoftmax>, golden::log_softmax_last>();
}

#ifndef __FAST_MATH__
// Rows that overflow exp, and rows with infinities and NaN.
TEST_CASE("Softmax and LogSoftmax alone agree with torch at special points") {
  agrees<Seq<Input<4>, Softmax>, golden::softmax_at_special_points>();
  agrees<Seq<Input<4>, LogSoftmax>, golden::log_softmax_at_special_points>();
}
#endif

TEST_CASE("LayerNorm agrees with torch") {
  agrees<Seq<Linear<3, 5>, LayerNorm<5>, Tanh, Linear<5, 2>>, golden::layer_norm>();
  agrees<Seq<Linear<3, 5>, LayerNorm<5>, Tanh, Linear<5, 2>>, golden::layer_norm_double>();
  agrees<Seq<Linear<3, 33>, LayerNorm<33>, Linear<33, 3>>, golden::layer_norm_wide>();
  agrees<Seq<LayerNorm<13>, Linear<13, 3>>, golden::layer_norm_first>();
  agrees<Seq<Linear<3, 5>, ReLU, Linear<5, 17>, LayerNorm<17>>, golden::layer_norm_last>();
  agrees<Seq<LayerNorm<13>, Linear<13, 3>>, golden::layer_norm_far>();
  agrees<Seq<LayerNorm<13>, Linear<13, 3>>, golden::layer_norm_near>();
}

TEST_CASE("BatchNorm1d agrees with torch") {
  using Net = Seq<Linear<2, 5>, BatchNorm1d<5>, Tanh, Linear<5, 1>>;
  agrees_in_both_modes<Net, golden::batch_norm_3>();
  agrees_in_both_modes<Net, golden::batch_norm_9>();
  agrees_in_both_modes<Net, golden::batch_norm_70>();
  agrees_in_both_modes<Net, golden::batch_norm_200>();
  agrees_in_both_modes<Net, golden::batch_norm_double>();
}

TEST_CASE("BatchNorm1d agrees with torch wherever it stands") {
  agrees_in_both_modes<Seq<Linear<3, 17>, BatchNorm1d<17>, ReLU, Linear<17, 3>>, golden::batch_norm_wide>();
  agrees_in_both_modes<Seq<BatchNorm1d<3>, Linear<3, 1>>, golden::batch_norm_first>();
  agrees_in_both_modes<Seq<BatchNorm1d<3>, Linear<3, 1>>, golden::batch_norm_far>();
  agrees_in_both_modes<Seq<Linear<3, 13>, BatchNorm1d<13>>, golden::batch_norm_last>();
  agrees_in_both_modes<Seq<Linear<2, 5>, BatchNorm1d<5>, ReLU, Linear<5, 3>, BatchNorm1d<3>, Sigmoid, Linear<3, 1>>,
                       golden::batch_norm_twice>();
}
