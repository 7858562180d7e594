// SPDX-License-Identifier: BSL-1.0
// A second unit of the same program.
#include CTNN_HEADER

float predict(const ctnn::Model<ctnn::Linear<1, 1>>& model) { return model(ctnn::Tensor<float, 1>{1})(0); }
