// SPDX-License-Identifier: BSL-1.0
#include "shaped_sequence.hpp"

#include "shaped.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("Linear on the last axis agrees with torch") {
  agrees<Seq<Input<4, 3>, Linear<3, 5>, Tanh, Linear<5, 2, false>>, golden::linear_of_steps>();
  agrees<Seq<Input<2, 3, 3>, Linear<3, 5>, Tanh, Linear<5, 2>>, golden::linear_of_images>();
}

TEST_CASE("a class for each step agrees with torch") {
  agrees<Seq<Input<6, 3>, Linear<3, 5>, Tanh, Linear<5, 4>>, golden::classes_of_steps, CrossEntropyLoss>();
  agrees<Seq<Input<5, 2>, LSTM<2, 4>, Linear<4, 3>>, golden::lstm_classes, CrossEntropyLoss>();
}

TEST_CASE("LSTM agrees with torch") {
  agrees<Seq<Input<12, 3>, LSTM<3, 5>, Linear<5, 2>>, golden::lstm>();
  agrees<Seq<Input<4, 1>, LSTM<1, 3>, LSTM<3, 2>, Flatten, Linear<8, 2>>, golden::lstm_twice>();
  agrees<Seq<Input<12, 2>, LSTM<2, 3>, Linear<3, 1>>, golden::lstm_double>();
}
