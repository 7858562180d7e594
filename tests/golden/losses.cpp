// SPDX-License-Identifier: BSL-1.0
#include <ctnn/losses/cross_entropy_loss.hpp>
#include <ctnn/losses/mse_loss.hpp>

#include "golden.hpp"

using namespace ctnn;
using golden::agrees;

TEST_CASE("MSELoss agrees with torch") {
  agrees<Seq<Linear<1, 1>>, golden::mse_one>();
  agrees<Seq<Linear<3, 2>>, golden::mse_large>();
}

TEST_CASE("CrossEntropyLoss agrees with torch") {
  agrees<Seq<Linear<3, 1>>, golden::cross_entropy_1, CrossEntropyLoss>();
  agrees<Seq<Linear<3, 2>>, golden::cross_entropy_2, CrossEntropyLoss>();
  agrees<Seq<Linear<3, 3>>, golden::cross_entropy_3, CrossEntropyLoss>();
  agrees<Seq<Linear<3, 10>>, golden::cross_entropy_10, CrossEntropyLoss>();
  agrees<Seq<Linear<2, 13>, Tanh, Linear<13, 2>>, golden::cross_entropy_hidden, CrossEntropyLoss>();
  agrees<Seq<Linear<2, 13>, Tanh, Linear<13, 2>>, golden::cross_entropy_double, CrossEntropyLoss>();
  agrees<Seq<Linear<2, 4>>, golden::cross_entropy_steep, CrossEntropyLoss>();
}

TEST_CASE("CrossEntropyLoss takes classes as int too") {
  using Case = golden::cross_entropy_2;
  using Net = Seq<Linear<3, 2>>;
  auto model = golden::model_of<Net, Case>();
  Tensor<int, Case::samples> classes;
  std::copy(std::begin(Case::target), std::end(Case::target), classes.begin());
  auto [loss, gradient] = value_and_grad(CrossEntropyLoss{}, model, golden::input_of<Case>(), classes);
  golden::same_number<Case>("loss", loss, Case::loss);
  golden::same<Case>("gradient", golden::flat<Net, float>(gradient), Case::gradient);
}

#ifndef __FAST_MATH__
// The exponentials of such logits overflow, and one of them is minus infinity, as masks are.
TEST_CASE("CrossEntropyLoss of large logits agrees with torch") {
  agrees<Seq<Input<4>, Identity>, golden::cross_entropy_large, CrossEntropyLoss>();
}
#endif
