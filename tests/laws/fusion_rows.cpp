// SPDX-License-Identifier: BSL-1.0
// Reductions over the features of a sample compute what the interpreter does, wherever they stand.
#include "fusion.hpp"
#include "swish.hpp"

using namespace ctnn;
using laws::fuses_under_every_layout;

// Of other widths than those that every layout has.
template <class Net, class Loss = MSELoss>
void fuses_under_one_of_each_kind() {
  laws::fuses<Net, Loss, float>(1, laws::OneOfEachKind<float>{}, laws::Layouts<>{});
}

TEST_CASE("Softmax and LogSoftmax fuse") {
  fuses_under_every_layout<Seq<Input<13>, Softmax, Softmax, Linear<13, 3>, LogSoftmax>>();
}

TEST_CASE("LayerNorm fuses") {
  fuses_under_every_layout<Seq<Linear<3, 17>, ReLU, LayerNorm<17>, Swish, Linear<17, 33>, LayerNorm<33, 0.1>>>();
  fuses_under_one_of_each_kind<Seq<LayerNorm<65>, Tanh, Linear<65, 2>>>();
}

TEST_CASE("cross-entropy fuses") {
  fuses_under_every_layout<Seq<Linear<2, 5>, Tanh, Linear<5, 10>>, CrossEntropyLoss>();
  fuses_under_one_of_each_kind<Seq<Input<33>, Identity>, CrossEntropyLoss>();
}
