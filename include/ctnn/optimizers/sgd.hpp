// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/expr/symbols.hpp>
#include <ctnn/expr/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

// Stochastic gradient descent, as torch.optim.SGD:
//   d = (maximize ? -g : g) + weight_decay * p;  b = momentum * b + (1 - dampening) * d, but b = d the first time;
//   p = p - lr * (nesterov ? d + momentum * b : b).
// An Optimizer or a Trainer with SGD has room for the momentum buffer b; without momentum it is never touched. The numbers may change between
// steps. What torch leaves out is a product by 0 here, so an infinite gradient becomes NaN where torch keeps the infinity.
struct SGD {
  double lr = 1e-3, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false, maximize = false;

  static constexpr int states = 1;
  constexpr bool stateless() const { return momentum == 0; }

  constexpr auto operator()(auto p, auto g) const { return updates(p - lr * decayed(p, g)); }
  constexpr auto operator()(auto p, auto g, auto b, long step) const {
    auto d = decayed(p, g);
    auto next = momentum * b + (step == 0 ? 1 : 1 - dampening) * d;
    return updates(p - lr * ((nesterov ? 1 : 0) * d + (nesterov ? momentum : 1) * next), next);
  }

  constexpr void check() const {
    if (!(lr >= 0)) fail<value_error>("SGD: lr must not be negative");
    if (!(momentum >= 0)) fail<value_error>("SGD: momentum must not be negative");
    if (!(weight_decay >= 0)) fail<value_error>("SGD: weight_decay must not be negative");
    if (nesterov && (momentum <= 0 || dampening != 0)) fail<value_error>("SGD: nesterov requires a momentum and no dampening");
  }

 private:
  constexpr auto decayed(auto p, auto g) const { return (maximize ? -1 : 1) * g + weight_decay * p; }
};

}  // namespace ctnn::inline CTNN_TARGET
