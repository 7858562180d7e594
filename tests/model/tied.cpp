// SPDX-License-Identifier: BSL-1.0
// One layer in several places: its parameters are there once, under the first name.
#include <ctnn/ctnn.hpp>
#include <ctnn/io/safetensors.hpp>

#include <sstream>
#include <string>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::internals;
using namespace ctnn::literals;

namespace {

using Net = Seq<Named<"encoder", Linear<8, 8>>, Tanh, Tied<"encoder">,
                Named<"block", Seq<Named<"in", Linear<8, 4>>, Tanh, Linear<4, 8>>>, Named<"more", Tied<"block">>,
                Tied<"block.in">, Tied<"block.2">>;

static_assert(parameter_count<Net> == 8 * 8 + 8 + 8 * 4 + 4 + 4 * 8 + 8);
static_assert(sizeof(Model<Net>) == sizeof(Model<Seq<Linear<8, 8>, Linear<8, 4>, Linear<4, 8>>>));
static_assert(std::is_same_v<untied<Seq<Linear<1, 2>, Tanh>>, Seq<Linear<1, 2>, Tanh>>);

}  // namespace

TEST_CASE("printed in all its places, listed under the first name") {
  Generator rng{1};
  Model<Net> model{rng};
  std::ostringstream out;
  out << model;
  CHECK(out.str() == R"(Sequential(
  (encoder): Linear(in_features=8, out_features=8, bias=True)
  (1): Tanh()
  (2): Linear(in_features=8, out_features=8, bias=True)
  (block): Sequential(
    (in): Linear(in_features=8, out_features=4, bias=True)
    (1): Tanh()
    (2): Linear(in_features=4, out_features=8, bias=True)
  )
  (more): Sequential(
    (in): Linear(in_features=8, out_features=4, bias=True)
    (1): Tanh()
    (2): Linear(in_features=4, out_features=8, bias=True)
  )
  (5): Linear(in_features=8, out_features=4, bias=True)
  (6): Linear(in_features=4, out_features=8, bias=True)
))");
  std::string names;
  for_each(named_parameters(model), [&](auto name, auto&) { names += std::string(name) + " "; });
  CHECK(names == "encoder.weight encoder.bias block.in.weight block.in.bias block.2.weight block.2.bias ");
  const auto file = to_safetensors(model);
  Model<Net> again{};
  from_safetensors(file, again);
  CHECK(again["block"_n]["in"_n].weight(3, 7) == model["block"_n]["in"_n].weight(3, 7));
}

TEST_CASE("reached in all its places") {
  Model<Net> model{};
  model[2_c].weight(1, 2) = 3;
  CHECK(model["encoder"_n].weight(1, 2) == 3);
  model["more"_n]["in"_n].bias(3) = 4;
  CHECK(model["block"_n]["in"_n].bias(3) == 4);
  CHECK(model[5_c].bias(3) == 4);
  model["more"_n][2_c].bias(7) = 5;
  CHECK(static_cast<const Model<Net>&>(model)[6_c].bias(7) == 5);
}

TEST_CASE("an optimiser steps once, by the sum over the places") {
  Generator rng{2};
  Model<Net> model{rng}, before = model;
  const auto x = randn<float, 21, 8>(rng), t = randn<float, 21, 8>(rng);
  const auto [loss, gradient] = value_and_grad(MSELoss{}, model, x, t);
  Trainer trainer{model, MSELoss{}, ParamGroups{SGD{.lr = 0.5}, on<"block">(SGD{.lr = 0.25})}};
  CHECK(trainer.step(x, t) == doctest::Approx(loss));
  CHECK(model[2_c].weight(3, 4) == doctest::Approx(before[2_c].weight(3, 4) - 0.5f * gradient[2_c].weight(3, 4)));
  CHECK(model[5_c].weight(3, 4) ==
        doctest::Approx(before[5_c].weight(3, 4) - 0.25f * gradient["block"_n]["in"_n].weight(3, 4)));
}

// A loss that derives by the input: the whole network is part of it.
struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return mean(square(laplacian(u, x) - t)); }
};
TEST_CASE("a loss that derives by the input sums over the places, and leaves what is frozen") {
  using Once = Seq<Linear<1, 4>, Tanh, Named<"m", Linear<4, 4>>, Tanh, Tied<"m">, Linear<4, 1>>;
  using Twice = Seq<Linear<1, 4>, Tanh, Linear<4, 4>, Tanh, Linear<4, 4>, Linear<4, 1>>;
  Generator rng{5};
  Model<Once, double> model{rng}, before = model;
  Model<Twice, double> other{};
  other[0_c] = model[0_c], other[2_c] = other[4_c] = model["m"_n], other[5_c] = model[5_c];
  const auto x = randn<double, 9, 1>(rng), t = randn<double, 9, 1>(rng);
  const auto [loss, gradient] = value_and_grad(Poisson{}, model, x, t);
  const auto [expected, both] = value_and_grad(Poisson{}, other, x, t);
  CHECK(loss == doctest::Approx(expected));
  for (int i = 0; i < 4; ++i) {
    CHECK(gradient[4_c].weight(2, i) == doctest::Approx(both[2_c].weight(2, i) + both[4_c].weight(2, i)));
    CHECK(gradient[5_c].weight(0, i) == doctest::Approx(both[5_c].weight(0, i)));
  }
  Trainer trainer{model, Poisson{}, ParamGroups{SGD{.lr = 0.1}, frozen<"m">}};
  trainer.step(x, t);
  CHECK(model["m"_n].weight(1, 2) == before["m"_n].weight(1, 2));
  CHECK(model[5_c].weight(0, 1) == doctest::Approx(before[5_c].weight(0, 1) - 0.1 * gradient[5_c].weight(0, 1)));
}

TEST_CASE("in a constant expression") {
  constexpr float trained = [] {
    Model<Seq<Named<"a", Linear<1, 1>>, Tied<"a">>> model{};
    model["a"_n].weight(0, 0) = 1;
    Trainer trainer{model, MSELoss{}, SGD{.lr = 0.25}};
    trainer.step(Tensor<float, 1, 1>{2}, Tensor<float, 1, 1>{3});  // y = w (w x + b) + b: dy/dw = 4, dL/dy = -2
    return model[1_c].weight(0, 0);
  }();
  static_assert(trained == 3);
}
