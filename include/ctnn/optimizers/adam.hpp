// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/core/sqrt.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET {

// How fast the running means of a gradient and of its square forget.
struct Betas {
  double first = 0.9, second = 0.999;
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::optimizers {

// What torch.optim.Adam and AdamW have in common, in step t = 1, 2, ...:
//   m = beta1 * m + (1 - beta1) * g;  v = beta2 * v + (1 - beta2) * g^2;
//   p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps).
struct AdamNumbers {
  double step_size, root;

  constexpr AdamNumbers(double lr, Betas betas, long long step)
      : step_size(lr / (1 - power(betas.first, step + 1))),
        root(correctly_rounded_sqrt(1 - power(betas.second, step + 1))) {}

 private:
  static constexpr double power(double base, long long exponent) {
    double all = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
      if (exponent % 2 != 0) all *= base;
    return all;
  }
};
constexpr auto adam_update(auto p, auto g, auto m, auto v, double eps, Betas betas, const AdamNumbers& n) {
  auto first = betas.first * m + (1 - betas.first) * g;
  auto second = betas.second * v + (1 - betas.second) * square(g);
  return updates(p - n.step_size * first / (sqrt(second) / n.root + eps), first, second);
}
constexpr void check_adam(const char* lr, double rate, Betas betas, double eps, double weight_decay) {
  const auto within = [](double beta) { return beta >= 0 && beta < 1; };
  if (!(rate >= 0)) fail<value_error>(lr);
  if (!within(betas.first) || !within(betas.second)) fail<value_error>("betas must be at least 0 and less than 1");
  if (!(eps >= 0)) fail<value_error>("eps must not be negative");
  if (!(weight_decay >= 0)) fail<value_error>("weight_decay must not be negative");
}

}  // namespace ctnn::inline CTNN_TARGET::internals::optimizers

namespace ctnn::inline CTNN_TARGET {

// Adam, as torch.optim.Adam (without amsgrad): weight_decay * p is added to the gradient. The numbers may change
// between steps.
struct Adam {
  double lr = 1e-3;
  Betas betas{};
  double eps = 1e-8, weight_decay = 0;
  bool maximize = false;

  static constexpr int states = 2;
  constexpr auto operator()(auto p, auto g, auto m, auto v, long long step) const {
    return internals::adam_update(p, (maximize ? -1 : 1) * g + weight_decay * p, m, v, eps, betas, {lr, betas, step});
  }
  constexpr void check() const { internals::check_adam("Adam: lr must not be negative", lr, betas, eps, weight_decay); }
};

// Adam whose weight decay is apart from the gradient, as torch.optim.AdamW (without amsgrad): first
// p = p - lr * weight_decay * p.
struct AdamW {
  double lr = 1e-3;
  Betas betas{};
  double eps = 1e-8, weight_decay = 0.01;
  bool maximize = false;

  static constexpr int states = 2;
  constexpr auto operator()(auto p, auto g, auto m, auto v, long long step) const {
    return internals::adam_update((1 - lr * weight_decay) * p, (maximize ? -1 : 1) * g, m, v, eps, betas,
                                  {lr, betas, step});
  }
  constexpr void check() const {
    internals::check_adam("AdamW: lr must not be negative", lr, betas, eps, weight_decay);
  }
};

}  // namespace ctnn::inline CTNN_TARGET
