// SPDX-License-Identifier: BSL-1.0
// BatchNorm1d gives one thing in training and another in evaluation, so a bare call of its network must say which.
// expect: network_depends_on_the_mode_write_model_eval
#include <ctnn/ctnn.hpp>

using namespace ctnn;

using Net = Seq<Linear<3, 4>, BatchNorm1d<4>, Tanh, Linear<4, 1>>;

Tensor<float, 9, 1> predict(Model<Net>& model, const Tensor<float, 9, 3>& x) {
#ifdef REJECT
  return model(x);
#else
  return model.eval()(x);
#endif
}
