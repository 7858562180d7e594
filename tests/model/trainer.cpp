// SPDX-License-Identifier: BSL-1.0
// A trainer does in one call what a loss, its gradient and an optimiser do in three.
#include <ctnn/ctnn.hpp>

#include <cstring>
#include <memory>
#include <type_traits>

#include <doctest/doctest.h>

using namespace ctnn;

namespace {

// Options of a user's own, which say what is wrong with them in a text of their own.
struct Scaled {
  double scale = 1;
  constexpr auto operator()(auto y, auto t) const { return mean(scale * square(y - t)); }
  constexpr void check() const {
    if (!(scale > 0)) throw value_error("Scaled: scale must be positive");
  }
};
struct Descent {
  double lr = 0.1;
  constexpr auto operator()(auto p, auto g) const { return p - lr * g; }
  constexpr void check() const {
    if (!(lr >= 0)) throw value_error("Descent: lr must not be negative");
  }
};

bool same_bits(const auto& a, const auto& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

template <class Net, class L>
void trains_as_by_hand(const L& loss, const auto& options, const auto& x, const auto& t) {
  Generator rng{5};
  Model<Net> trained{rng}, by_hand = trained;
  Trainer trainer{trained, loss, options};
  Optimizer optimizer{options, by_hand};
  static Workspace<Net> space;  // the trainer has as much room, and so the same plan
  for (int step = 0; step < 20; ++step) {
    CAPTURE(step);
    if (step == 10) trainer.optimizer.options.lr /= 2, optimizer.options.lr /= 2;
    Gradient<Net> grad;
    const float expected = value_and_grad(loss, by_hand, x, t, grad, space);
    optimizer.step(by_hand, grad);
    CHECK(trainer.step(x, t) == expected);  // the loss before the update
    CHECK(same_bits(trained, by_hand));
    CHECK(trainer.backward(x, t) ==
          value_and_grad(loss, by_hand, x, t, grad, space));  // a step halved: the gradient is kept
    CHECK(same_bits(trainer.grad, grad));
  }
}

const Tensor<float, 6, 2> x{0.5, -1, 2, 0.25, -0.5, 1, 0, 0.75, -2, 1, 0.125, 3};
const Tensor<float, 6, 1> t{1, 0, -1, 0.5, 2, 1};
const Tensor<int, 6> classes{0, 1, 2, 2, 1, 0};

}  // namespace

TEST_CASE("a trainer's step is a gradient and an update") {
  trains_as_by_hand<Seq<Linear<2, 7>, Tanh, Linear<7, 1>>>(MSELoss{}, SGD{.lr = 0.1}, x, t);
  trains_as_by_hand<Seq<Linear<2, 5>, BatchNorm1d<5>, ReLU, Linear<5, 3>>>(CrossEntropyLoss{},
                                                                           SGD{.lr = 0.1, .momentum = 0.9}, x, classes);
}

TEST_CASE("a trainer takes views and numbers of samples known at run time") {
  using Net = Seq<Linear<2, 7>, Tanh, Linear<7, 1>>;
  trains_as_by_hand<Net>(MSELoss{}, SGD{.lr = 0.1}, TensorView<const float, dynamic, 2>{x.data(), 5},
                         TensorView<const float, dynamic, 1>{t.data(), 5});
  trains_as_by_hand<Net>(MSELoss{}, SGD{.lr = 0.1}, TensorView<const float, 6, 2>{x}, t);
  // from step to step another number
  Generator rng{5};
  Model<Net> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.05}};
  float first = 0, last = 0;
  for (int step = 0; step < 60; ++step) {
    const int samples = 1 + step % 6;
    last = trainer.step(TensorView<const float, dynamic, 2>{x.data(), samples},
                        TensorView<const float, dynamic, 1>{t.data(), samples});
    if (step == 5) first = last;
  }
  CHECK(last < 0.8f * first);
}

// A trainer borrows its model, so a class that holds both cannot be copied or moved to another place.
namespace {

using Line = Seq<Linear<2, 1>>;
using LineTrainer = Trainer<Line, float, MSELoss, SGD>;
static_assert(!std::is_copy_constructible_v<LineTrainer> && !std::is_move_constructible_v<LineTrainer>);
static_assert(!std::is_copy_assignable_v<LineTrainer> && !std::is_move_assignable_v<LineTrainer>);
struct Learner {
  Model<Line> model{};
  Trainer<Line, float, MSELoss, SGD> trainer{model, MSELoss{}, SGD{.lr = 0.1}};
};
static_assert(!std::is_copy_constructible_v<Learner> && !std::is_move_constructible_v<Learner>);

constexpr auto trainer_of(Model<Line>& model) { return Trainer{model, MSELoss{}, SGD{.lr = 0.1}}; }

}  // namespace

TEST_CASE("a function may return a trainer that it makes") {
  Learner learner;
  Model<Line> same{};
  auto trainer = trainer_of(same);
  learner.trainer.step(x, t), trainer.step(x, t);
  CHECK(!same_bits(same, Model<Line>{}));
  CHECK(same_bits(learner.model, same));
  const auto on_the_heap = std::make_unique<LineTrainer>(same, MSELoss{}, SGD{.lr = 0.1});
  CHECK(&on_the_heap->model == &same);
}

TEST_CASE("a trainer trains the model itself") {
  using Net = Seq<Linear<2, 1>>;
  Model<Net> model{};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};
  const Model<Net> before = model;
  trainer.step(x, t);
  CHECK(!same_bits(model, before));
  CHECK(&trainer.model == &model);
}

TEST_CASE("a loss and an optimiser look at their options") {
  using Net = Seq<Linear<2, 1>>;
  Generator rng{1};
  Model<Net> model{rng};
  const Model<Net> before = model;
  const Tensor<float, 3, 2> inputs{1, 2, 3, 4, 5, 6};
  const auto targets = ones<float, 3, 1>();
  const char* const words = "Scaled: scale must be positive";
  Trainer trainer{model, Scaled{}, Descent{}};
  trainer.loss.scale = -1;
  CHECK_THROWS_WITH_AS(trainer.step(inputs, targets), words, value_error);
  CHECK_THROWS_WITH_AS(trainer.backward(inputs, targets), words, value_error);
  CHECK_THROWS_WITH_AS(evaluate(Scaled{.scale = 0}, model, inputs, targets), words, value_error);
  CHECK_THROWS_WITH_AS(value_and_grad(Scaled{.scale = 0}, model, inputs, targets), words, value_error);
  CHECK_THROWS_WITH_AS(input_gradient(Scaled{.scale = 0}, model, inputs, targets), words, value_error);
  CHECK_THROWS_WITH_AS((Trainer{model, Scaled{}, Descent{.lr = -1}}), "Descent: lr must not be negative", value_error);
  CHECK(same_bits(model, before));
  trainer.loss.scale = 2;
  CHECK(trainer.step(inputs, targets) == 2 * evaluate(MSELoss{}, before, inputs, targets));
  static_assert([] {
    Model<Net> known{};
    Trainer learner{known, Scaled{}, Descent{}};
    return learner.step(Tensor<float, 1, 2>{1, 2}, Tensor<float, 1, 1>{1}) == 1;
  }());
}
