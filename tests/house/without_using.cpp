// SPDX-License-Identifier: BSL-1.0
// A user's program without `using namespace ctnn`: operators, words of formulas and functions of the library's classes
// are found by their arguments.
#include <array>
#include <ctnn/ctnn.hpp>
#include <iostream>

struct Swish {
  constexpr auto operator()(auto x) const { return x * sigmoid(x) + max(x, 0) - sum(x, ctnn::features); }
};
struct Squares {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)); }
};
struct Descent {
  double lr = 0.1;
  static constexpr int states = 1;
  constexpr auto operator()(auto p, auto g, auto m) const { return updates(p - lr * m, 0.5 * m + g); }
};
using Net = ctnn::Seq<ctnn::Named<"first", ctnn::Linear<2, 3>>, Swish, ctnn::Linear<3, 1>>;

int main() {
  ctnn::Generator rng{1};
  ctnn::Model<Net> model{rng};
  ctnn::Trainer trainer{model, Squares{}, Descent{}};
  ctnn::Tensor<float, 2, 2> x{1, 2, 3, 4};
  ctnn::Tensor<float, 2, 1> t = unsqueeze<1>(x[std::array{0, 1}](0, 0) * ctnn::ones<float, 2>()) - 1;
  trainer.step(2 * x + x / 3 - -x, t);
  auto& weight = model[boost::hana::int_c<0>].weight;
  std::cout << x << x.shape << model << Net{} << trainer.grad << summary(model) << weight << weight.shape;
  for_each(named_parameters(model), [](auto name, auto& p) { std::cout << name << p.shape; });
  for_each(parameters(model), [](auto& p) { std::cout << p.shape; });
}
