// SPDX-License-Identifier: BSL-1.0
// Groups of parameters with options of their own, frozen ones, and gradients that are clipped before the update.
#include <ctnn/optimizers/clip_grad_norm.hpp>

#include <ctnn/ctnn.hpp>

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Block = Seq<Named<"in", Linear<4, 4>>, Tanh, Linear<4, 4>>;
using Net = Seq<Named<"embed", Linear<2, 4>>, Tanh, Named<"block", Block>, Tanh, Named<"head", Linear<4, 1>>>;

struct Data {
  Generator rng{3};
  Model<Net> model{rng};
  Tensor<float, 7, 2> x = randn<float, 7, 2>(rng);
  Tensor<float, 7, 1> t = randn<float, 7, 1>(rng);
};
template <class P>
bool equal(const P& a, const P& b) {
  for (int i = 0; i < P::stored; ++i)
    if (a.storage()[i] != b.storage()[i]) return false;
  return true;
}
template <class L>
bool same_layer(const L& a, const L& b) {
  return equal(a.weight, b.weight) && equal(a.bias, b.bias);
}
double norm_of(const auto& gradient) {
  double squares = 0;
  for_each_parameter(
      [&](const char*, const auto& p) {
        for (int i = 0; i < p.stored; ++i) squares += double(p.storage()[i]) * double(p.storage()[i]);
      },
      gradient);
  return std::sqrt(squares);
}

}  // namespace

TEST_CASE("each layer is updated by its own group's numbers") {
  Data d;
  Model<Net> one = d.model, other = d.model, grouped = d.model;
  Trainer slow{one, MSELoss{}, SGD{.lr = 0.01, .momentum = 0.5}};
  Trainer fast{other, MSELoss{}, SGD{.lr = 0.1, .momentum = 0.9}};
  Trainer trainer{grouped, MSELoss{},
                  ParamGroups{SGD{.lr = 0.01, .momentum = 0.5}, on<"head">(SGD{.lr = 0.1, .momentum = 0.9}),
                              on<"block.2">(SGD{.lr = 0.1, .momentum = 0.9}), frozen<"embed">}};
  const float expected = slow.step(d.x, d.t);
  fast.step(d.x, d.t);
  CHECK(trainer.step(d.x, d.t) == doctest::Approx(expected));
  CHECK(same_layer(grouped["embed"_n], d.model["embed"_n]));
  CHECK_FALSE(same_layer(one["embed"_n], d.model["embed"_n]));
  for (int i = 0; i < 4; ++i) {
    CHECK(grouped["head"_n].weight(0, i) == doctest::Approx(other["head"_n].weight(0, i)));
    CHECK(grouped["block"_n]["in"_n].weight(1, i) == doctest::Approx(one["block"_n]["in"_n].weight(1, i)));
    CHECK(grouped["block"_n][2_c].weight(1, i) == doctest::Approx(other["block"_n][2_c].weight(1, i)));
    CHECK(grouped["block"_n][2_c].weight(1, i) != one["block"_n][2_c].weight(1, i));
  }
  // A group's options may change, and what is frozen stays so.
  trainer.optimizer.options.group[0].lr = 0;
  const Model<Net> before = grouped;
  trainer.step(d.x, d.t), trainer.step(d.x, d.t);
  CHECK(same_layer(grouped["embed"_n], d.model["embed"_n]));
  CHECK(same_layer(grouped["head"_n], before["head"_n]));
  CHECK_FALSE(same_layer(grouped["block"_n]["in"_n], before["block"_n]["in"_n]));
}

TEST_CASE("a container's name is that of all its layers, and the last group counts") {
  Data d;
  Model<Net> model = d.model;
  Trainer trainer{model, MSELoss{}, ParamGroups{Adam{.lr = 0.1}, frozen<"block">, on<"block.in">(Adam{.lr = 0.01})}};
  for (int k = 0; k < 3; ++k) trainer.step(d.x, d.t);
  CHECK(same_layer(model["block"_n][2_c], d.model["block"_n][2_c]));
  CHECK_FALSE(same_layer(model["block"_n]["in"_n], d.model["block"_n]["in"_n]));
  CHECK(std::fabs(model["head"_n].weight(0, 0) - d.model["head"_n].weight(0, 0)) == doctest::Approx(0.3).epsilon(0.4));
}

TEST_CASE("gradients are clipped to a norm") {
  Data d;
  const auto [loss, gradient] = value_and_grad(MSELoss{}, d.model, d.x, d.t);
  const double norm = norm_of(gradient);
  for (double most : {norm / 10, norm * 10}) {
    Model<Net> model = d.model;
    Trainer trainer{model, MSELoss{}, SGD{.lr = 0.5}, ClipGradNorm{most}};
    CHECK(trainer.step(d.x, d.t) == doctest::Approx(loss));
    const double scale = most < norm ? most / (norm + 1e-6) : 1;
    CHECK(norm_of(trainer.grad) == doctest::Approx(norm * scale).epsilon(1e-5));
    for (int i = 0; i < 4; ++i)
      CHECK(model["head"_n].weight(0, i) ==
            doctest::Approx(d.model["head"_n].weight(0, i) - 0.5 * scale * gradient["head"_n].weight(0, i)));
  }
  Model<Net> model = d.model;
  CHECK_THROWS_AS((Trainer{model, MSELoss{}, SGD{}, ClipGradNorm{-1}}), value_error);
}

TEST_CASE("all of it in a constant expression") {
  constexpr bool trained = [] {
    Model<Seq<Named<"a", Linear<1, 2>>, Named<"b", Linear<2, 1>>>> model{};
    model["a"_n].weight(0, 0) = 1, model["b"_n].weight(0, 0) = 1;
    Trainer trainer{model, MSELoss{}, ParamGroups{SGD{.lr = 0.1}, frozen<"a">}, ClipGradNorm{1.0}};
    trainer.step(Tensor<float, 2, 1>{1, 2}, Tensor<float, 2, 1>{3, 3});
    return model["a"_n].weight(0, 0) == 1 && model["b"_n].weight(0, 0) != 1;
  }();
  static_assert(trained);
}
