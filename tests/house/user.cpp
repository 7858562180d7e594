// SPDX-License-Identifier: BSL-1.0
// A user's program, compiled with the warnings that users have on: headers alone show those of no template.
#include <ctnn/ctnn.hpp>
#include <ctnn/train/fit.hpp>
#include <iostream>

using namespace ctnn;
using namespace ctnn::literals;

// A network of values with a shape: trained, clipped, with a frozen layer, printed.
template <class Net>
void train_and_print(const auto& x, const auto& t, auto&... noise) {
  Generator rng{1};
  Model<Net> model{rng};
  Trainer trainer{model, MSELoss{}, Adam{}, noise...};
  std::cout << trainer.step(x, t);
  Trainer other{model, MSELoss{}, ParamGroups{SGD{}, frozen<"0">}, ClipGradNorm{1.0}, noise...};
  std::cout << other.step(x, t) << model.eval()(x) << model << summary(model) << trainer.grad;
}
struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};

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
  train_and_print<Seq<Input<1, 8, 8>, Conv2d<1, 4, 3, Padding<Same>>, BatchNorm2d<4>, PReLU<4>, MaxPool2d<2>,
                      AvgPool2d<2>, Flatten, Linear<16, 2>>>(randn<float, 5, 1, 8, 8>(rng), randn<float, 5, 2>(rng));
  train_and_print<Seq<Input<6, 4>, LSTM<4, 4>, SelfAttention<4>, LayerNormOver<4>, GLU, Linear<2, 2>>>(
      randn<float, 5, 6, 4>(rng), randn<float, 5, 6, 2>(rng));
  train_and_print<Seq<Input<6, 4>, Linear<4, 4>, Dropout<0.5>, SoftmaxAlong<-1>, Concat<Linear<4, 2>, Identity>>>(
      randn<float, 5, 6, 4>(rng), randn<float, 5, 6, 6>(rng), rng);
  Model<Seq<Input<dynamic, 3>, LSTM<3, 5>, Linear<5, 2>>> steps{rng};
  Trainer trainer_of_steps{steps, MSELoss{}, SGD{}, MaxSteps<8>{}};
  trainer_of_steps.step(TensorView<const float, dynamic, dynamic, 3>{out, 2, 5},
                        TensorView<const float, dynamic, dynamic, 2>{out, 2, 5});
  Model<Seq<Linear<2, 8>, Tanh, Linear<8, 1>>> wave{rng};
  Trainer{wave, Poisson{}, SGD{}}.step(randn<float, 7, 2>(rng), randn<float, 7, 1>(rng));
  return history.epochs.size() == 3 ? 0 : 1;
}
