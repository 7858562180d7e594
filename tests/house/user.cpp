// SPDX-License-Identifier: BSL-1.0
// A user's program, compiled with the warnings that users have on: headers alone show those of no template.
#include <ctnn/ctnn.hpp>
#include <ctnn/train/fit.hpp>
#include <iostream>

using namespace ctnn;
using namespace ctnn::literals;

int main() {
  using Net = Seq<Linear<2, 16>, SiLU, LayerNorm<16>, Residual<Linear<16, 16>, GELU>, BatchNorm1d<16>, Linear<16, 3>>;
  Generator rng{1};
  Model<Net> model{rng};
  Trainer trainer{model, CrossEntropyLoss{}, SGD{.lr = 0.1, .momentum = 0.9}};
  Tensor<float, 10, 2> x = randn<float, 10, 2>(rng);
  Tensor<int, 10> t{0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
  const auto history = fit(trainer, Dataset{x, t}, 3, {.batch_size = 4, .drop_last = true});
  const auto [loss, grad] = value_and_grad(CrossEntropyLoss{}, model, x, t);
  const auto dx = input_gradient(CrossEntropyLoss{}, model.eval(), x, t);
  float out[30]{};
  model.eval()(TensorView<const float, dynamic, 2>{x.data(), 10}, TensorView<float, dynamic, 3>{out, 10});
  for_each(named_parameters(model), [](auto name, auto& p) { std::cout << name << p.tensor() << '\n'; });
  std::cout << model << summary(model) << model.eval()(x) << evaluate(CrossEntropyLoss{}, model.eval(), x, t) << loss
            << grad << dx << model[0_c].weight(0, 1) << random_split<7, 3>(rng).get<0>();
  return history.epochs.size() == 3 ? 0 : 1;
}
