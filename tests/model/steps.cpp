// SPDX-License-Identifier: BSL-1.0
#include <ctnn/model/steps.hpp>

#include <doctest/doctest.h>
#include <ctnn/ctnn.hpp>

#include <string>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Input<dynamic, 3>, LSTM<3, 4>, Linear<4, 2>>;

struct MeanOverSteps {
  static constexpr int rank = 3;
  constexpr auto operator()(auto x) const { return mean(x, x[1]); }
};

template <class Error>
std::string said(const auto& f) {
  try {
    f();
  } catch (const Error& e) { return e.what(); }
  return "nothing";
}

}  // namespace

TEST_CASE("more steps than there is room for, or fewer than a network takes, are told before anything is changed") {
  Generator rng{0};
  Model<Net> model{rng};
  const Model<Net> before = model;
  static Workspace<Net, MaxSteps<4>> space;
  float x[2 * 6 * 3]{}, t[2 * 6 * 2]{}, y[2 * 6 * 2];
  for (float& v : y) v = 7;
  const auto input = [&](int samples, int steps) {
    return TensorView<const float, dynamic, dynamic, 3>{x, samples, steps};
  };
  const auto target = [&](int samples, int steps) {
    return TensorView<const float, dynamic, dynamic, 2>{t, samples, steps};
  };
  const auto output = [&](int samples, int steps) { return TensorView<float, dynamic, dynamic, 2>{y, samples, steps}; };
  CHECK(said<value_error>([&] { model(input(2, 5), output(2, 5), space); }) ==
        "the input: expected 1 to 4 steps, as MaxSteps<4> says, and came 5");
  CHECK(said<value_error>([&] { model(input(2, 0), output(2, 0), space); }) ==
        "the input: expected 1 to 4 steps, as MaxSteps<4> says, and came 0");
  CHECK(said<shape_error>([&] { model(input(2, 4), output(2, 3), space); }) ==
        "the result's view: expected 4 steps, as come of the input's 4, and came 3");
  CHECK(said<shape_error>([&] { model(input(2, 4), output(1, 4), space); }) ==
        "the result's view: expected 2 samples, as the input has, and came 1");
  for (const float v : y) CHECK(v == 7);

  Gradient<Net> gradient;
  CHECK(said<value_error>([&] { value_and_grad(MSELoss{}, model, input(2, 6), target(2, 6), gradient, space); }) ==
        "the input: expected 1 to 4 steps, as MaxSteps<4> says, and came 6");
  CHECK(said<shape_error>([&] { value_and_grad(MSELoss{}, model, input(2, 3), target(2, 4), gradient, space); }) ==
        "the targets: expected 3 steps, as come of the input's 3, and came 4");
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}, MaxSteps<4>{}};
  CHECK(said<value_error>([&] { trainer.step(input(1, 5), target(1, 5)); }) ==
        "the input: expected 1 to 4 steps, as MaxSteps<4> says, and came 5");
  CHECK(model[0_c].bias_ih(0) == before[0_c].bias_ih(0));
  CHECK(said<value_error>([&] { trainer.step(input(2, 4), target(2, 4)); }) == "nothing");

  using Valid = Seq<Input<1, dynamic>, Conv1d<1, 1, 3>, Conv1d<1, 1, 4>>;
  Model<Valid> valid{rng};
  static Workspace<Valid, MaxSteps<9>> room;
  CHECK(said<value_error>([&] {
          valid(TensorView<const float, dynamic, 1, dynamic>{x, 1, 5}, TensorView<float, dynamic, 1, dynamic>{y, 1, 1},
                room);
        }) == "the input: expected 6 to 9 steps, as MaxSteps<9> says, and came 5");
  CHECK(said<shape_error>([&] {
          valid(TensorView<const float, dynamic, 1, dynamic>{x, 1, 8}, TensorView<float, dynamic, 1, dynamic>{y, 1, 4},
                room);
        }) == "the result's view: expected 3 steps, as come of the input's 8, and came 4");
}

TEST_CASE("a constant number of steps needs no bound, and run time's comes in every form of a view") {
  Generator rng{0};
  Model<Net> model{rng};
  Tensor<float, 2, 4, 3> x = randn<float, 2, 4, 3>(rng);
  const Tensor<float, 2, 4, 2> y = model(x);
  Tensor<float, 4, 3> one{};
  for (int k = 0; k < 12; ++k) one.data()[k] = x.data()[12 + k];
  const Tensor<float, 4, 2> y_one = model(one);
  for (int s = 0; s < 4; ++s) CHECK(y_one(s, 1) == doctest::Approx(y(1, s, 1)).epsilon(1e-5));

  static Workspace<Net, MaxSteps<9>> space;
  Tensor<float, 2, 4, 2> same;
  const auto is_y = [&] {
    for (int k = 0; k < 16; ++k) CHECK(same.data()[k] == doctest::Approx(y.data()[k]).epsilon(1e-5));
    for (float& v : same) v = 0;
  };
  model(TensorView<const float, 2, dynamic, 3>{x}, TensorView<float, 2, dynamic, 2>{same}, space);
  is_y();
  model(TensorView<const float, dynamic, dynamic, 3>{x}, TensorView<float, dynamic, dynamic, 2>{same}, space);
  is_y();
  model(TensorView<const float, dynamic, 4, 3>{x}, TensorView<float, dynamic, 4, 2>{same});
  is_y();
  for (int s = 0; s < 2; ++s)
    model(TensorView<const float, dynamic, 3>{x.data() + 12 * s, 4},
          TensorView<float, dynamic, 2>{same.data() + 8 * s, 4}, space);
  is_y();

  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}};  // (on the stack)
  const float first = trainer.step(x, Tensor<float, 2, 4, 2>{}), second = trainer.step(x, Tensor<float, 2, 4, 2>{});
  CHECK(second < first);
  const float other = trainer.step(Tensor<float, 1, 2, 3>{}, Tensor<float, 1, 2, 2>{});
  CHECK(other > 0);
}

TEST_CASE("a bound does no harm where the number of steps is a constant") {
  using Fixed = Seq<Input<4, 3>, LSTM<3, 4>, Linear<4, 2>>;
  Generator rng{0};
  Model<Fixed> model{rng};
  static Workspace<Fixed, MaxSteps<9>> space;
  const Tensor<float, 2, 4, 3> x = randn<float, 2, 4, 3>(rng);
  CHECK(model(x, space)(1, 3, 1) == doctest::Approx(model(x)(1, 3, 1)).epsilon(1e-5));
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}, MaxSteps<9>{}};
  CHECK(trainer.step(x, Tensor<float, 2, 4, 2>{}) > 0);
}

TEST_CASE("values without steps are tensors, however many steps they are of") {
  using Mean = Seq<Input<dynamic, 3>, Linear<3, 2>, MeanOverSteps>;
  Generator rng{0};
  Model<Mean> model{rng};
  Tensor<float, 2, 4, 3> x = randn<float, 2, 4, 3>(rng);
  static Workspace<Mean, MaxSteps<4>> space;
  const Tensor<float, 2, 2> y = model(TensorView<const float, 2, dynamic, 3>{x}, space), fixed = model(x);
  for (int k = 0; k < 4; ++k) CHECK(y.data()[k] == doctest::Approx(fixed.data()[k]).epsilon(1e-6));
  Trainer trainer{model, CrossEntropyLoss{}, Adam{}, MaxSteps<4>{}, ClipGradNorm{1.0}};
  const int classes[] = {0, 1};
  const float first = trainer.step(TensorView<const float, dynamic, dynamic, 3>{x}, TensorView<const int, 2>{classes});
  const float second = trainer.step(TensorView<const float, dynamic, dynamic, 3>{x}, TensorView<const int, 2>{classes});
  CHECK(second < first);
}

TEST_CASE("what is normalised over samples and steps needs two values, of whatever") {
  using Normalised = Seq<Input<dynamic, 2>, BatchNorm1d<2>, Linear<2, 1>>;
  Generator rng{0};
  Model<Normalised> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1f}, MaxSteps<4>{}};
  const Tensor<float, 8> x = randn<float, 8>(rng);
  const Tensor<float, 4> t{};
  const auto step = [&](int samples, int steps) {
    return said<value_error>([&] {
      trainer.step(TensorView<const float, dynamic, dynamic, 2>{x.data(), samples, steps},
                   TensorView<const float, dynamic, dynamic, 1>{t.data(), samples, steps});
    });
  };
  CHECK(step(1, 1) == "a layer that normalises over the batch cannot train on 1 samples: expected at least 2");
  CHECK(step(1, 2) == "nothing");
  CHECK(step(2, 1) == "nothing");
  CHECK(step(1, 4) == "nothing");
}

TEST_CASE("in double, and in a constant expression") {
  constexpr bool same = [] {
    Generator rng{1};
    Model<Net, double> model{rng};
    Workspace<Net, MaxSteps<3>, double> space;
    double x[2 * 3 * 3]{}, y[2 * 3 * 2]{};
    for (double& v : x) v = uniform<double>(rng, -1.0, 1.0);
    model(TensorView<const double, dynamic, dynamic, 3>{x, 2, 3}, TensorView<double, dynamic, dynamic, 2>{y, 2, 3},
          space);
    Tensor<double, 2, 3, 3> fixed{};
    for (int k = 0; k < 18; ++k) fixed.data()[k] = x[k];
    const Tensor<double, 2, 3, 2> z = model(fixed);
    for (int k = 0; k < 12; ++k)
      if (z.data()[k] != y[k]) return false;
    return true;
  }();
  CHECK(same);
}
