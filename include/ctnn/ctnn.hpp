// SPDX-License-Identifier: BSL-1.0
#pragma once

// ctnn: neural networks as C++ types. This header is the whole library.

#include <ctnn/fwd.hpp>
#include <ctnn/version.hpp>

#include <ctnn/core/arithmetic.hpp>
#include <ctnn/core/flush_denormals.hpp>
#include <ctnn/core/full.hpp>
#include <ctnn/core/reshape.hpp>
#include <ctnn/core/rows.hpp>
#include <ctnn/core/split.hpp>
#include <ctnn/core/tensor.hpp>
#include <ctnn/core/view.hpp>

#include <ctnn/random/generator.hpp>
#include <ctnn/random/loader_order.hpp>
#include <ctnn/random/rand.hpp>
#include <ctnn/random/randn.hpp>
#include <ctnn/random/randperm.hpp>

#include <ctnn/activations/elu.hpp>
#include <ctnn/activations/gelu.hpp>
#include <ctnn/activations/hardtanh.hpp>
#include <ctnn/activations/identity.hpp>
#include <ctnn/activations/leaky_relu.hpp>
#include <ctnn/activations/log_softmax.hpp>
#include <ctnn/activations/relu.hpp>
#include <ctnn/activations/sigmoid.hpp>
#include <ctnn/activations/silu.hpp>
#include <ctnn/activations/softmax.hpp>
#include <ctnn/activations/softplus.hpp>
#include <ctnn/activations/tanh.hpp>

#include <ctnn/graph/derivatives.hpp>

#include <ctnn/layers/attention.hpp>
#include <ctnn/layers/batch_norm.hpp>
#include <ctnn/layers/batch_norm2d.hpp>
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/dropout.hpp>
#include <ctnn/layers/embedding.hpp>
#include <ctnn/layers/flatten.hpp>
#include <ctnn/layers/glu.hpp>
#include <ctnn/layers/layer_norm.hpp>
#include <ctnn/layers/linear.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>
#include <ctnn/layers/prelu.hpp>
#include <ctnn/layers/softmax_along.hpp>

#include <ctnn/nets/branches.hpp>
#include <ctnn/nets/input.hpp>
#include <ctnn/nets/named.hpp>
#include <ctnn/nets/residual.hpp>
#include <ctnn/nets/seq.hpp>
#include <ctnn/nets/tied.hpp>

#include <ctnn/losses/cross_entropy_loss.hpp>
#include <ctnn/losses/mse_loss.hpp>

#include <ctnn/optimizers/adam.hpp>
#include <ctnn/optimizers/clip_grad_norm.hpp>
#include <ctnn/optimizers/param_groups.hpp>
#include <ctnn/optimizers/sgd.hpp>

#include <ctnn/model/literals.hpp>
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/model/model.hpp>
#include <ctnn/model/optimizer.hpp>
#include <ctnn/model/trainer.hpp>
#include <ctnn/model/value_and_grad.hpp>
#include <ctnn/model/workspace.hpp>

#include <ctnn/reflect/costs.hpp>
#include <ctnn/reflect/parameters.hpp>
#include <ctnn/reflect/print_gradient.hpp>
#include <ctnn/reflect/print_model.hpp>
#include <ctnn/reflect/print_tensor.hpp>
#include <ctnn/reflect/state.hpp>
#include <ctnn/reflect/summary.hpp>
