// SPDX-License-Identifier: BSL-1.0
// The same program runs in constant expressions, within the compilers' default limits, and gives what it gives at run
// time.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <ctnn/ctnn.hpp>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

constexpr double distance(double a, double b) { return a < b ? b - a : a - b; }

// ---- the output of a small network

using Small = Seq<Linear<2, 3>, Tanh, Linear<3, 1>>;
constexpr Model<Small> small = [] {
  Model<Small> model;
  model[0_c].weight = Tensor<float, 3, 2>{1, 2, -1, 0.5, 0, -2};
  model[0_c].bias = Tensor<float, 3>{0.5, 0, -0.25};
  model[2_c].weight = Tensor<float, 1, 3>{2, -1, 0.5};
  model[2_c].bias = Tensor<float, 1>{0.125};
  return model;
}();
constexpr Tensor<float, 2, 2> points{0.5, -0.25, 1, 0.75};
// 2 tanh(0.5) - tanh(-0.625) + tanh(0.25) / 2 + 1/8, and 2 tanh(3) - tanh(-0.625) + tanh(-1.75) / 2 + 1/8
constexpr Tensor<float, 2, 1> results = small(points);
static_assert(distance(results(0, 0), 1.7262934) < 1e-6 && distance(results(1, 0), 2.1990215) < 1e-6);
static_assert(small(Tensor<float, 2>{0.5, -0.25})(0) == results(0, 0));

// ---- every kind of stage

using EveryKind = Seq<Linear<2, 4>, LayerNorm<4>, Residual<Linear<4, 4>, Sigmoid>, Softmax, Linear<4, 3, false>, ReLU>;
constexpr Model<EveryKind> every_kind = [] {
  Generator rng{5};
  return Model<EveryKind>{rng};
}();
constexpr Tensor<int, 2> classes{2, 0};
constexpr auto outputs = every_kind(points);
constexpr auto slope = input_gradient(CrossEntropyLoss{}, every_kind, points, classes);
constexpr auto learnt = value_and_grad(CrossEntropyLoss{}, every_kind, points, classes);
static_assert(learnt.loss == evaluate(CrossEntropyLoss{}, every_kind, points, classes));

using Normalised = Seq<Linear<2, 3>, BatchNorm1d<3>, Tanh, Linear<3, 1>>;
constexpr Tensor<float, 4, 2> four_points{0.5, -0.25, 1, 0.75, -1, 0.25, 0.125, -0.5};
constexpr Tensor<float, 4, 1> four_targets{1, -1, 0, 0.5};
constexpr auto normalised = [] {
  Generator rng{6};
  Model<Normalised> model{rng};
  value_and_grad(MSELoss{}, model, four_points, four_targets);
  return model;
}();
static_assert(normalised[1_c].running_mean(0) != 0 && normalised[1_c].running_var(0) != 1);

// ---- twenty steps of a trainer

using Net = Seq<Linear<1, 5>, Tanh, Linear<5, 1>>;
constexpr Tensor<float, 4, 1> x{-1, -0.5, 0.5, 1};
constexpr Tensor<float, 4, 1> t{0.5, -0.25, 0.25, 1};
struct Trained {
  float first, last;
  Model<Net> model;
};
constexpr Trained train() {
  Generator rng{0};
  Model<Net> model{rng};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0.1}};
  const float first = trainer.step(x, t);
  float last = first;
  for (int i = 1; i < 20; ++i) last = trainer.step(x, t);
  return {first, last, model};
}
constexpr Trained trained = train();
static_assert(trained.first > 0.25 && trained.last < 0.5 * trained.first);

// The same numbers, to rounding.
bool agree(const auto& a, const auto& b) {
  bool all = a.size() == b.size();
  for (std::ptrdiff_t i = 0; i < b.size(); ++i) all = all && distance(a.data()[i], b.data()[i]) < 1e-6;
  return all;
}
template <class Values>
bool parameters_agree(const Values& a, const Values& b) {
  constexpr const auto& table = Values::parameter_table;
  const float *p[table.count + 1], *q[table.count + 1];
  a.parameters(p), b.parameters(q);
  bool all = true;
  for (int k = 0; k < table.count; ++k)
    for (int i = 0; i < table.rows[k].stored; ++i) all = all && distance(p[k][i], q[k][i]) < 1e-6;
  return all;
}

}  // namespace

TEST_CASE("run time agrees with the constant evaluator") {
  CHECK(agree(small(points), results));
  CHECK(agree(every_kind(points), outputs));
  CHECK(agree(input_gradient(CrossEntropyLoss{}, every_kind, points, classes), slope));
  const auto [loss, grad] = value_and_grad(CrossEntropyLoss{}, every_kind, points, classes);
  CHECK(distance(loss, learnt.loss) < 1e-6);
  CHECK(parameters_agree(grad, learnt.grad));
}

TEST_CASE("running statistics at run time agree with the constant evaluator's") {
  Generator rng{6};
  Model<Normalised> model{rng};
  value_and_grad(MSELoss{}, model, four_points, four_targets);
  for (int f = 0; f < 3; ++f) {
    CHECK(distance(model[1_c].running_mean(f), normalised[1_c].running_mean(f)) < 1e-6);
    CHECK(distance(model[1_c].running_var(f), normalised[1_c].running_var(f)) < 1e-6);
  }
}

TEST_CASE("training at run time agrees with training in a constant expression") {
  Trained now = train();
  CHECK(distance(now.first, trained.first) < 1e-6);
  CHECK(distance(now.last, trained.last) < 1e-6);
  CHECK(parameters_agree(now.model, trained.model));
}
