// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/expr/symbols.hpp>
#include <ctnn/expr/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

struct NoMomentum {
  constexpr operator double() const { return 0; }
};

// Stochastic gradient descent, as torch.optim.SGD:
//   d = (maximize ? -g : g) + weight_decay * p;  b = momentum * b + (1 - dampening) * d, but b = d at the first step;
//   p = p - lr * (nesterov ? d + momentum * b : b).
// A momentum buffer b exists exactly where .momentum is named: SGD{.lr = 1e-2} keeps no state at all. The numbers may change between steps.
template <class Momentum = NoMomentum>
struct SGD {
  double lr = 1e-3;
  Momentum momentum{};
  double dampening = 0, weight_decay = 0;
  bool nesterov = false, maximize = false;

  static constexpr int states = std::is_same_v<Momentum, NoMomentum> ? 0 : 1;

  constexpr auto operator()(auto p, auto g) const { return updates(p - lr * decayed(p, g)); }
  constexpr auto operator()(auto p, auto g, auto b, long step) const {
    auto d = decayed(p, g);
    auto next = double(momentum) * b + (step == 0 ? 1 : 1 - dampening) * d;
    return updates(p - lr * where(as_expression(nesterov), d + double(momentum) * next, next), next);
  }

  constexpr void check() const {
    if (!(lr >= 0)) fail<value_error>("SGD: lr must not be negative");
    if (!(double(momentum) >= 0)) fail<value_error>("SGD: momentum must not be negative");
    if (!(weight_decay >= 0)) fail<value_error>("SGD: weight_decay must not be negative");
    if (nesterov && (double(momentum) <= 0 || dampening != 0)) fail<value_error>("SGD: nesterov requires a momentum and no dampening");
  }

 private:
  constexpr auto decayed(auto p, auto g) const { return (maximize ? -1 : 1) * g + weight_decay * p; }
};

}  // namespace ctnn::inline CTNN_TARGET
