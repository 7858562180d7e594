// SPDX-License-Identifier: BSL-1.0
// Formulas that once did not compile, or read what is not there.
#include <doctest/doctest.h>

#include <cmath>
#include <ctnn/ctnn.hpp>
#include <vector>

using namespace ctnn;
using namespace ctnn::literals;

// A layer of five vectors: a polynomial of degree 4 for each feature.
template <int F>
struct Polynomial {
  static constexpr int in_features = F, out_features = F;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, F> a;
    typename Make::template parameter<1, F> b;
    typename Make::template parameter<2, F> c;
    typename Make::template parameter<3, F> d;
    typename Make::template parameter<4, F> e;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("a", p.a...), f("b", p.b...), f("c", p.c...), f("d", p.d...), f("e", p.e...);
  }
  constexpr auto operator()(auto x, auto p) const { return p.a + x * (p.b + x * (p.c + x * (p.d + x * p.e))); }
};
TEST_CASE("a layer of five vectors") {
  using Net = Seq<Linear<3, 3>, Polynomial<3>, Linear<3, 1>>;
  Model<Net> model{};
  for (int i = 0; i < 3; ++i) {
    model[0_c].weight(i, i) = model[2_c].weight(0, i) = 1;
    model[1_c].a(i) = 1, model[1_c].b(i) = 10, model[1_c].c(i) = 100, model[1_c].d(i) = 1000, model[1_c].e(i) = 10000;
  }
  const Tensor<float, 2, 3> x{1, 0, 0, 1, 1, 1};
  const auto y = model(x);
  CHECK(y(0, 0) == 11113);
  CHECK(y(1, 0) == 33333);
  const auto [loss, grad] = value_and_grad(MSELoss{}, model, x, zeros<float, 2, 1>());
  CHECK(grad[1_c].e(0) == 44446);
  CHECK(loss == doctest::Approx((11113.0 * 11113 + 33333.0 * 33333) / 2));
  // All that a network has: there is room for as many parameters as it has.
  Model<Seq<Polynomial<2>>> alone{};
  alone[0_c].a(1) = 3, alone[0_c].e(1) = 2;
  Trainer trainer{alone, MSELoss{}, SGD{.lr = 0.5}};
  CHECK(trainer.step(full<float, 1, 2>(2), full<float, 1, 2>(1)) == (1 + 34 * 34) / 2.0f);
  CHECK(alone[0_c].a(1) == 3 - 0.5f * 34);
  CHECK(alone[0_c].e(0) == -0.5f * 16 * -1);
}

// torch.nn.PReLU() written by hand: one number meets all features.
struct OneSlope {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 1> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  static constexpr void initialize(auto& p) { p.weight(0) = 0.25f; }
  constexpr auto operator()(auto x, auto p) const { return where(0 < x, x, p.weight * x); }
};
TEST_CASE("a slope for all features") {
  using Net = Seq<Linear<2, 40, false>, OneSlope>;
  Model<Net> model{};
  for (int j = 0; j < 40; ++j)
    for (int i = 0; i < 2; ++i) model[0_c].weight(j, i) = -1;
  model[1_c].weight(0) = 0.25f;
  const Tensor<float, 3, 2> x{1, 1, 2, 2, 3, 3};
  const auto y = model(x);
  for (int j = 0; j < 40; ++j) CHECK(y(0, j) == -0.5f);
  const auto [loss, grad] = value_and_grad(MSELoss{}, model, x, zeros<float, 3, 40>());
  CHECK(loss == doctest::Approx(14.0 / 12));
  CHECK(grad[1_c].weight(0) == doctest::Approx(2.0 * 0.25 * 40 * (4 + 16 + 36) / 120));
}

// A loss with a reduction along the samples, then one along the features.
struct SamplesThenFeatures {
  constexpr auto operator()(auto y, auto t) const { return mean(square(y - t)) + mean(abs(mean(y, batch))); }
};
TEST_CASE("a loss along samples, then features") {
  Generator rng{0};
  Model<Seq<Linear<3, 2>>> model{rng};
  const auto x = randn<float, 300, 3>(rng);
  const auto t = randn<float, 300, 2>(rng);
  const auto [loss, grad] = value_and_grad(SamplesThenFeatures{}, model, x, t);
  // torch 1.13
  CHECK(loss == doctest::Approx(1.733075).epsilon(1e-6));
  const float expected[] = {0.1223694f,  0.2356536f, -0.5939734f, -0.5654455f,
                            -0.2949474f, 0.2128712f, -0.5163239f, 0.9064333f};
  std::vector<float> got;
  for_each_parameter(
      [&](const char*, const auto& p) {
        for (float v : p.tensor()) got.push_back(v);
      },
      grad);
  REQUIRE(got.size() == 8);
  for (std::size_t k = 0; k < 8; ++k) CHECK(got[k] == doctest::Approx(expected[k]).epsilon(2e-6));
}

// Fifty steps of Newton's square root, each of which uses the one before twice.
template <int Left>
constexpr auto newton(auto a, auto y) {
  if constexpr (Left == 0) return y;
  else return newton<Left - 1>(a, 0.5 * (y + a / y));
}
struct Root {
  constexpr auto operator()(auto x) const { return newton<50>(1 + square(x), 1 + square(x)); }
};
TEST_CASE("a formula that uses its values twice, fifty times") {
  Generator rng{0};
  Model<Seq<Linear<2, 2>, Root>> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};
  const Tensor<float, 4, 2> x{1, 2, -1, 0.5, 0, 1, 3, -2};
  const auto linear = [&](int b, int j) {
    return model[0_c].weight(j, 0) * x(b, 0) + model[0_c].weight(j, 1) * x(b, 1) + model[0_c].bias(j);
  };
  // sqrt(1 + u^2), whose square's mean has the derivative u by the bias
  double expected = 0, slope = 0;
  for (int b = 0; b < 4; ++b)
    for (int j = 0; j < 2; ++j)
      expected += (1 + double(linear(b, j)) * double(linear(b, j))) / 8,
          slope += j == 0 ? 2 * double(linear(b, j)) / 8 : 0;
  const float bias = model[0_c].bias(0);
  CHECK(trainer.step(x, zeros<float, 4, 2>()) == doctest::Approx(expected).epsilon(1e-6));
  CHECK(model[0_c].bias(0) == doctest::Approx(double(bias) - 0.1 * slope).epsilon(1e-6));
}

// Products in layers of a user's own that are no matrix times the input alone: as the same networks of Linears.
struct TwoMatrices {
  static constexpr int in_features = 3, out_features = 3;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 3, 3> a;
    typename Make::template parameter<1, 3, 3> b;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("a", p.a...), f("b", p.b...); }
  static constexpr void initialize(auto& p, Generator& rng) {
    for (auto* m : {&p.a, &p.b})
      for (int j = 0; j < 3; ++j)
        for (int i = 0; i < 3; ++i) (*m)(j, i) = uniform<float>(rng, -1, 1);
  }
};
struct Gated : TwoMatrices {
  constexpr auto operator()(auto x, auto p) const { return tanh(linear(x, p.a)) * sigmoid(linear(x, p.b)); }
};
struct InARow : TwoMatrices {
  constexpr auto operator()(auto x, auto p) const { return linear(tanh(linear(tanh(x), p.a)), p.b); }
};
struct TanhTimesSigmoid {
  constexpr auto operator()(auto a, auto b) const { return tanh(a) * sigmoid(b); }
};
TEST_CASE("products of more than the input") {
  const Tensor<float, 5, 3> x{0.5f, -1, 2, 0, 1, -0.5f, 3, -2, 1, 0.25f, 0.75f, -1.5f, 1, 1, 1};
  const auto t = full<float, 5, 3>(0.5f);
  const auto same = [&](auto own, auto other, auto matrices) {
    Generator rng{4};
    Model<decltype(own)> m{rng};
    Model<decltype(other)> reference{};
    const auto [a, b] = matrices(reference);
    *a = m[0_c].a.tensor(), *b = m[0_c].b.tensor();
    const auto [loss, grad] = value_and_grad(MSELoss{}, m, x, t);
    const auto [expected, slopes] = value_and_grad(MSELoss{}, reference, x, t);
    CHECK(loss == doctest::Approx(expected).epsilon(1e-6));
    const auto [da, db] = matrices(slopes);
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 3; ++i) {
        CHECK(grad[0_c].a(j, i) == doctest::Approx((*da)(j, i)).epsilon(1e-5));
        CHECK(grad[0_c].b(j, i) == doctest::Approx((*db)(j, i)).epsilon(1e-5));
      }
  };
  same(Seq<Gated>{}, Seq<Input<3>, Branches<TanhTimesSigmoid, Linear<3, 3, false>, Linear<3, 3, false>>>{},
       [](auto& m) {
         return std::pair{&m[0_c][0_c].weight, &m[0_c][1_c].weight};
       });
  same(Seq<InARow>{}, Seq<Input<3>, Tanh, Linear<3, 3, false>, Tanh, Linear<3, 3, false>>{}, [](auto& m) {
    return std::pair{&m[1_c].weight, &m[3_c].weight};
  });
}
