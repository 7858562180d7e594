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

  // Signs and numbers that only multiply one another are put together beforehand: what is left, two multiply-adds without momentum, is what
  // every parameter pays. Of maximize both d and b have the sign turned, so it stays as it is between steps.
  constexpr auto operator()(auto p, auto g) const { return updates(p - sign() * lr * g - lr * weight_decay * p); }
  constexpr auto operator()(auto p, auto g, auto b, long step) const {
    auto d = decayed(p, g);
    auto next = momentum * b + (step == 0 ? 1 : 1 - dampening) * d;
    return updates(p - (sign() * lr * (nesterov ? 1 : 0) * d + sign() * lr * (nesterov ? momentum : 1) * next), next);
  }

  constexpr void check() const {
    if (!(lr >= 0)) fail<value_error>("SGD: lr must not be negative");
    if (!(momentum >= 0)) fail<value_error>("SGD: momentum must not be negative");
    if (!(weight_decay >= 0)) fail<value_error>("SGD: weight_decay must not be negative");
    if (nesterov && (momentum <= 0 || dampening != 0)) fail<value_error>("SGD: nesterov requires a momentum and no dampening");
  }

 private:
  constexpr double sign() const { return maximize ? -1 : 1; }
  constexpr auto decayed(auto p, auto g) const { return g + sign() * weight_decay * p; }
};

}  // namespace ctnn::inline CTNN_TARGET
