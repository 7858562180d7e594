// SPDX-License-Identifier: BSL-1.0
// Targets of four features for a network that gives five.
// expect: targets_do_not_fit< .*9, 4 >.*9, 5 >
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
constexpr int width = 4;
#else
constexpr int width = 5;
#endif

float loss(const Model<Seq<Linear<3, 5>>>& model, const Tensor<float, 9, 3>& x, const Tensor<float, 9, width>& t) {
  auto [value, grad] = value_and_grad(MSELoss{}, model, x, t);
  return value;
}
