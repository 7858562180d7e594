// SPDX-License-Identifier: BSL-1.0
// Samples of two features for a network that takes three.
// expect: input_does_not_fit< .*9, 2 >.*< 3 >
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
constexpr int width = 2;
#else
constexpr int width = 3;
#endif

Tensor<float, 9, 1> predict(const Model<Seq<Linear<3, 1>>>& model, const Tensor<float, 9, width>& x) {
  return model(x);
}
