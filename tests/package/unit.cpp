// SPDX-License-Identifier: BSL-1.0
// One more unit of the consumer's program: UNIT is its name.
#include <ctnn/ctnn.hpp>

float UNIT(float x) {
  const ctnn::Model<ctnn::Seq<ctnn::Linear<1, 1>>> model{};
  return model(ctnn::Tensor<float, 1>{x})(0);
}
