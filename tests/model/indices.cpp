// SPDX-License-Identifier: BSL-1.0
// Rows of a table and class numbers. A network that begins with a table takes the numbers of its rows, as integers or
// as whole numbers of its own type; what is no row and no class is told by all that takes data, before anything is
// computed or changed.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <ctnn/ctnn.hpp>
#include <ctnn/train/fit.hpp>
#include <limits>
#include <string>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Input<3>, Seq<Named<"table", Embedding<300, 2>>>, Linear<2, 1>>;
using Y = Tensor<float, 2, 3, 1>;

template <class T, int... E>
TensorView<T, E...> view_of(Tensor<T, E...>& t) {
  return TensorView<T, E...>(t);
}
bool same_bits(const auto& a, const auto& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
void told(const std::string& words, auto call) {
  CAPTURE(words);
  try {
    call();
    CHECK(false);
  } catch (const index_error& e) { CHECK(e.what() == words); }
}

// The third of five samples is wrong: nothing of a model with running statistics, noise and an optimiser with states
// changes, nor what results are written to.
template <class Net, class Loss, class X, class T>
void all_that_takes_data(const std::string& words, const X& x, const T& t, const X& right_x, const T& right_t) {
  constexpr bool wrong_input = !std::is_same_v<X, Tensor<float, 5, 4>> && std::is_same_v<Loss, MSELoss>,
                 has_input_gradient = std::is_same_v<X, Tensor<float, 5, 4>>;
  Generator rng{1};
  Model<Net> model{rng};
  Generator noise{2};
  const auto trained = [&](auto&& check) {
    Trainer trainer{model, Loss{}, AdamW{.lr = 0.1}, noise};
    trainer.step(right_x, right_t);
    check(trainer);
    return trainer.step(right_x, right_t);
  };
  const Model<Net> start = model;
  const Generator start_noise = noise;
  const float expected = trained([](auto&) {});
  const Model<Net> end = model;
  model = start, noise = start_noise;

  Gradient<Net> gradient{}, gradient_before = gradient;
  const float loss = trained([&](auto& trainer) {
    const Model<Net> before = model;
    const Generator noise_before = noise;
    auto y = model.eval()(right_x);
    const auto y_before = y;
    if constexpr (wrong_input) {
      told(words, [&] { model.eval()(x); });
      told(words, [&] { model.eval()(x, view_of(y)); });
    }
    if constexpr (has_input_gradient) {
      auto dx = full<float, 5, 4>(7);
      told(words, [&] { input_gradient(Loss{}, model.eval(), x, t); });
      told(words, [&] { input_gradient(Loss{}, model.eval(), x, t, view_of(dx)); });
      CHECK(dx == full<float, 5, 4>(7));
    }
    told(words, [&] { evaluate(Loss{}, model.eval(), x, t); });
    told(words, [&] { value_and_grad(Loss{}, model, x, t, noise); });
    told(words, [&] { value_and_grad(Loss{}, model, x, t, gradient, noise); });
    told(words, [&] { trainer.step(x, t); });
    told(words, [&] { trainer.backward(x, t); });
    // (in the last of some batches, and in what is validated with)
    told(words, [&] { fit(trainer, Dataset{x, t}, 3, {.batch_size = 2, .drop_last = true}); });
    told(words, [&] {
      fit(trainer, Dataset{right_x, right_t}, Dataset{x, t}, 3, {.batch_size = 2, .drop_last = true});
    });
    CHECK(same_bits(model, before));
    CHECK(same_bits(noise, noise_before));
    CHECK(same_bits(gradient, gradient_before));
    CHECK(y == y_before);
  });
  CHECK(loss == expected);
  CHECK(same_bits(model, end));
}

}  // namespace

TEST_CASE("integers are what the same whole numbers are") {
  Generator rng{1};
  Model<Net> model{rng};
  const Tensor<float, 2, 3> x{0, 1, 299, 3, 3, 200};
  const Tensor<int, 2, 3> ints{0, 1, 299, 3, 3, 200};
  const Tensor<std::int64_t, 2, 3> longs{0, 1, 299, 3, 3, 200};
  const Y t = ones<float, 2, 3, 1>();
  CHECK(model(ints) == model(x));
  CHECK(model(longs) == model(x));
  CHECK(evaluate(MSELoss{}, model, ints, t) == evaluate(MSELoss{}, model, x, t));
  Gradient<Net> a, b;
  CHECK(value_and_grad(MSELoss{}, model, ints, t, a) == value_and_grad(MSELoss{}, model, x, t, b));
  CHECK(a[0_c][0_c].weight.tensor() == b[0_c][0_c].weight.tensor());
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};
  const float before = trainer.step(ints, t);
  CHECK(trainer.step(TensorView<const int, dynamic, 3>{ints.data(), 2},
                     TensorView<const float, dynamic, 3, 1>{t.data(), 2}) < before);
  const Tensor<std::uint8_t, 2, 3> bytes{0, 1, 255, 3, 3, 200};  // all that a byte may be
  CHECK(model(bytes)(0, 1, 0) == model(ints)(0, 1, 0));
}

TEST_CASE("what is no row is told in words") {
  Generator rng{1};
  const Model<Net> model{rng};
  const auto message_of = [&]<class X>(X bad, const std::string& shown) {
    Tensor<X, 2, 3> x{};
    x(1, 2) = bad;
    told("input: " + shown + ", number 2 of sample 1, is none of the whole numbers 0 to 299", [&] { model(x); });
  };
  message_of(300, "300");
  message_of(-1, "-1");
  message_of(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
  message_of(300.0f, "300");
  message_of(-0.5f, "-0.5");
  message_of(1.0f / 3, "0.333333");
  message_of(1e20f, "1e+20");
  message_of(1e-10f, "1e-10");
  message_of(std::numeric_limits<float>::infinity(), "inf");
  message_of(std::numeric_limits<float>::quiet_NaN(), "nan");
}

TEST_CASE("tables that stand in branches, behind what only reshapes, in a Residual") {
  const auto rejects = [](auto net, auto x, int most) {
    Generator rng{1};
    const Model<decltype(net)> model{rng};
    model(x);
    x(0, 1) = static_cast<typename decltype(x)::value_type>(most + 1);
    told("input: " + std::to_string(most + 1) + ", number 1 of sample 0, is none of the whole numbers 0 to " +
             std::to_string(most),
         [&] { model(x); });
  };
  rejects(Seq<Input<3>, Concat<Embedding<5, 2>, Seq<Named<"small", Embedding<4, 1>>, Tanh>>>{}, Tensor<int, 2, 3>{}, 3);
  rejects(Seq<Input<3>, Flatten, Embedding<6, 2>>{}, Tensor<int, 2, 3>{}, 5);
  rejects(Seq<Input<3>, Sum<Linear<3, 3>, Seq<Embedding<7, 1>, Flatten>>>{}, Tensor<float, 2, 3>{}, 6);
}

TEST_CASE("rows, wherever data are taken") {
  using Rows = Seq<Input<4>, Embedding<9, 3>, Dropout<0.25>, Linear<3, 2>, BatchNorm1d<2>>;
  const Tensor<int, 5, 4> right{0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1};
  Tensor<int, 5, 4> x = right;
  x(4, 3) = 9;
  const auto t = full<float, 5, 4, 2>(0.5f);
  all_that_takes_data<Rows, MSELoss>("input: 9, number 3 of sample 4, is none of the whole numbers 0 to 8", x, t, right,
                                     t);
}

TEST_CASE("classes, wherever data are taken") {
  const Tensor<float, 5, 4> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1};
  using OfFeatures = Seq<Input<4>, Linear<4, 6>, Dropout<0.25>, BatchNorm1d<6>, Linear<6, 3>>;
  all_that_takes_data<OfFeatures, CrossEntropyLoss>("targets: class -1 of sample 4 is out of range, expected 0 to 2", x,
                                                    Tensor<int, 5>{0, 1, 2, 0, -1}, x, Tensor<int, 5>{0, 1, 2, 0, 1});
  // One for each step: of an LSTM whose input is a table's.
  using OfSteps = Seq<Input<4>, Embedding<9, 3>, Dropout<0.25>, LSTM<3, 2>, BatchNorm1d<2>>;
  Tensor<std::uint8_t, 5, 4> classes{}, wrong{};
  wrong(4, 1) = 200;
  Tensor<int, 5, 4> rows{};
  for (int s = 0; s < 5; ++s)
    for (int k = 0; k < 4; ++k) rows(s, k) = (s + k) % 9, classes(s, k) = std::uint8_t((s * k) % 2);
  const Model<OfSteps> model{};
  told("targets: class 200, number 1 of sample 4, is out of range, expected 0 to 1",
       [&] { evaluate(CrossEntropyLoss{}, model.eval(), rows, wrong); });
  all_that_takes_data<OfSteps, CrossEntropyLoss>(
      "targets: class 200, number 1 of sample 4, is out of range, expected 0 to 1", rows, wrong, rows, classes);
}
