// SPDX-License-Identifier: BSL-1.0
#include "golden.hpp"

using namespace ctnn;

namespace {

template <class Net, class Case>
void same_after(std::size_t step, const auto& model, float loss) {
  CAPTURE(step);
  constexpr std::size_t count = std::size(Case::parameters);
  const float* after = Case::steps + step * count;
  golden::same_number<Case>("loss", loss, Case::losses[step]);
  golden::same<Case>("parameters", golden::flat<Net, float>(model), std::vector(after, after + count));
}

// Parameters after each step, where each gradient is held by the caller, and where the trainer does all in one pass.
template <class Net, class Case, class Loss = MSELoss>
void follows(auto options) {
  const auto x = golden::input_of<Case>();
  const auto t = golden::target_of<Case>();

  auto model = golden::model_of<Net, Case>();
  Optimizer sgd{options, model};
  for (std::size_t step = 0; step < std::size(Case::rates); ++step) {
    sgd.options.lr = Case::rates[step];
    auto [loss, gradient] = value_and_grad(Loss{}, model, x, t);
    sgd.step(model, gradient);
    same_after<Net, Case>(step, model, loss);
  }

  auto trained = golden::model_of<Net, Case>();
  Trainer trainer{trained, Loss{}, options};
  for (std::size_t step = 0; step < std::size(Case::rates); ++step) {
    trainer.optimizer.options.lr = Case::rates[step];
    const float loss = trainer.step(x, t);
    same_after<Net, Case>(step, trained, loss);
  }
  if constexpr (requires { Case::running_after_all; }) {
    constexpr auto part = golden::Part::statistics;
    golden::same<Case>("running statistics", golden::flat<Net, float, part>(model), Case::running_after_all);
    golden::same<Case>("running statistics", golden::flat<Net, float, part>(trained), Case::running_after_all);
  }
}

}  // namespace

TEST_CASE("SGD agrees with torch, step by step") {
  using Net = Seq<Linear<2, 3>, Tanh, Linear<3, 1>>;
  follows<Net, golden::sgd_plain>(SGD{.lr = 0.1f});
  follows<Net, golden::sgd_momentum>(SGD{.lr = 0.1f, .momentum = 0.9f});
  follows<Net, golden::sgd_dampening>(SGD{.lr = 0.1f, .momentum = 0.9f, .dampening = 0.5f});
  follows<Net, golden::sgd_dampening_alone>(SGD{.lr = 0.1f, .dampening = 0.5f});
  follows<Net, golden::sgd_weight_decay>(SGD{.lr = 0.1f, .weight_decay = 0.1f});
  follows<Net, golden::sgd_nesterov>(SGD{.lr = 0.1f, .momentum = 0.9f, .nesterov = true});
  follows<Net, golden::sgd_maximize>(SGD{.lr = 0.1f, .maximize = true});
  follows<Net, golden::sgd_momentum_weight_decay>(SGD{.lr = 0.1f, .momentum = 0.8f, .weight_decay = 0.05f});
  follows<Net, golden::sgd_nesterov_weight_decay>(
      SGD{.lr = 0.1f, .momentum = 0.8f, .weight_decay = 0.05f, .nesterov = true});
  follows<Net, golden::sgd_everything>(
      SGD{.lr = 0.1f, .momentum = 0.7f, .dampening = 0.2f, .weight_decay = 0.1f, .maximize = true});
  follows<Net, golden::sgd_rates>(SGD{.lr = 0.1f, .momentum = 0.9f});
}

TEST_CASE("Adam and AdamW agree with torch, step by step") {
  using Net = Seq<Linear<2, 3>, Tanh, Linear<3, 1>>;
  follows<Net, golden::adam>(Adam{.lr = 0.1});
  follows<Net, golden::adam_everything>(
      Adam{.lr = 0.1, .betas = {0.8, 0.95}, .eps = 1e-3, .weight_decay = 0.1, .maximize = true});
  follows<Net, golden::adamw>(AdamW{.lr = 0.1});
  follows<Net, golden::adamw_everything>(
      AdamW{.lr = 0.1, .betas = {0.8, 0.95}, .eps = 1e-3, .weight_decay = 0.1, .maximize = true});
}

TEST_CASE("SGD trains networks with normalisation and residuals as torch does") {
  follows<Seq<Linear<3, 5>, BatchNorm1d<5>, ReLU, Linear<5, 2>>, golden::sgd_batch_norm>(
      SGD{.lr = 0.1f, .momentum = 0.9f});
  follows<Seq<Linear<3, 5>, Residual<LayerNorm<5>, Linear<5, 5>, Tanh>, Linear<5, 3>>, golden::sgd_residual,
          CrossEntropyLoss>(SGD{.lr = 0.1f, .momentum = 0.9f});
}
