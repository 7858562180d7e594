// SPDX-License-Identifier: BSL-1.0
// A network that begins with a table takes the numbers of its rows, as integers or as whole numbers of its own type;
// one that is none is told before anything is computed.
#include <doctest/doctest.h>

#include <cstdint>
#include <ctnn/ctnn.hpp>
#include <limits>
#include <string>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

using Net = Seq<Input<3>, Seq<Named<"table", Embedding<300, 2>>>, Linear<2, 1>>;
using Y = Tensor<float, 2, 3, 1>;

template <class X>
std::string message_of(X bad) {
  Generator rng{1};
  Model<Net> model{rng};
  Tensor<X, 2, 3> x{};
  x(1, 2) = bad;
  Trainer trainer{model, MSELoss{}, SGD{.lr = 1}};
  const Model<Net> before = model;
  Y y = full<float, 2, 3, 1>(7);
  std::string message;
  const auto told = [&](auto call) {
    try {
      call();
      return false;
    } catch (const index_error& e) {
      message = e.what();
      return true;
    }
  };
  CHECK(told([&] { model(x); }));
  CHECK(told([&] { model(TensorView<const X, 2, 3>(x), TensorView<float, 2, 3, 1>(y)); }));
  CHECK(told([&] { evaluate(MSELoss{}, model, x, y); }));
  CHECK(told([&] { trainer.step(x, y); }));
  for (float v : y) CHECK(v == 7);
  CHECK(model[1_c].weight.tensor() == before[1_c].weight.tensor());
  CHECK(model[0_c][0_c].weight.tensor() == before[0_c][0_c].weight.tensor());
  return message;
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

TEST_CASE("what is no row is told before anything is computed") {
  const std::string words = "input: number 2 of sample 1 is none of the whole numbers 0 to 299";
  CHECK(message_of(300) == words);
  CHECK(message_of(-1) == words);
  CHECK(message_of(std::numeric_limits<std::int64_t>::min()) == words);
  CHECK(message_of(300.0f) == words);
  CHECK(message_of(-0.5f) == words);
  CHECK(message_of(1.5f) == words);
  CHECK(message_of(std::numeric_limits<float>::quiet_NaN()) == words);
}
