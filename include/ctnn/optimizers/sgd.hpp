// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/graph/reductions.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

// Stochastic gradient descent, as torch.optim.SGD:
//   d = (maximize ? -g : g) + weight_decay * p;  b = momentum * b + (1 - dampening) * d, but b = d the first time;
//   p = p - lr * (nesterov ? d + momentum * b : b).
// An Optimizer or a Trainer with SGD has room for the momentum buffer b; without momentum it is never touched. The
// numbers may change between steps. What torch leaves out is a product by 0 here, so an infinite gradient becomes NaN
// where torch keeps the infinity.
struct SGD {
  double lr = 1e-3, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false, maximize = false;

  static constexpr int states = 1;
  constexpr bool stateless() const { return momentum == 0; }
  constexpr bool plain() const {
    return momentum == 0 && weight_decay == 0;
  }  // one multiply-add is what every parameter pays

  constexpr auto operator()(auto p, auto g) const { return updates(p - sign() * lr * g); }
  // Of maximize both d and b have the sign turned, so it stays as it is between steps.
  constexpr auto operator()(auto p, auto g, auto b, long long step) const {
    const bool keeps_b = stateless();
    auto d = g + sign() * weight_decay * p;
    auto next = (keeps_b ? 1 : momentum) * b + (keeps_b ? 0 : step == 0 ? 1 : 1 - dampening) * d;
    return updates(p - (sign() * lr * (nesterov || keeps_b ? 1 : 0) * d + sign() * lr *
                                                                              (keeps_b    ? 0
                                                                               : nesterov ? momentum
                                                                                          : 1) *
                                                                              next),
                   next);
  }

  constexpr void check() const {
    if (!(lr >= 0)) internals::fail<value_error>("SGD: lr must not be negative");
    if (!(momentum >= 0)) internals::fail<value_error>("SGD: momentum must not be negative");
    if (!(weight_decay >= 0)) internals::fail<value_error>("SGD: weight_decay must not be negative");
    if (nesterov && (momentum <= 0 || dampening != 0))
      internals::fail<value_error>("SGD: nesterov requires a momentum and no dampening");
  }

 private:
  constexpr double sign() const { return maximize ? -1 : 1; }
};

}  // namespace ctnn::inline CTNN_TARGET
