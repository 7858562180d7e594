// SPDX-License-Identifier: BSL-1.0
// The same call gives the same bits; how a number of samples is known makes no difference; no samples are no harm.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <ctnn/ctnn.hpp>
#include <limits>
#include <vector>

#include "draw.hpp"

using namespace ctnn;
using namespace ctnn::internals;

namespace {

using Narrow = Seq<Linear<3, 5>, Tanh, Linear<5, 2>>;
using Wide = Seq<Linear<3, 33>, ReLU, LayerNorm<33>, Residual<Linear<33, 33>, Sigmoid>, Linear<33, 2>>;

// What waits for all samples waits for none.
struct Centre {
  constexpr auto operator()(auto x) const { return x - mean(x, batch); }
};
struct RootMeanSquare {
  constexpr auto operator()(auto y, auto t) const { return sqrt(mean(square(y - t))); }
};
using Centred = Seq<Linear<3, 5>, Centre, Linear<5, 2>>;

template <int N, int Width>
Tensor<float, N, Width> random_rows(std::uint64_t seed) {
  laws::Draw draw{seed};
  Tensor<float, N, Width> x{};
  for (float& v : x) v = float(draw());
  return x;
}
template <class Net>
Model<Net> random_model() {
  Generator rng{4};
  return Model<Net>{rng};
}
template <int Width>
auto rows_of(const auto& x) {
  return TensorView<const float, dynamic, Width>{x.data(), x.extent(0)};
}

// The numbers of a tensor or a gradient, or a number, in memory order.
std::vector<float> numbers_of(float v) { return {v}; }
template <int... E>
std::vector<float> numbers_of(const Tensor<float, E...>& t) {
  return {t.begin(), t.end()};
}
template <class Net>
std::vector<float> numbers_of(const Gradient<Net>& gradient) {
  std::vector<float> all;
  for_each_parameter([&](const char*, const auto& p) { all.insert(all.end(), p.storage(), p.storage() + p.stored); },
                     gradient);
  return all;
}
bool same_bits(const auto& a, const auto& b) {
  const std::vector<float> p = numbers_of(a), q = numbers_of(b);
  return p.size() == q.size() && (p.empty() || std::memcmp(p.data(), q.data(), p.size() * sizeof(float)) == 0);
}
bool nearly(const auto& a, const auto& b) {
  const std::vector<float> p = numbers_of(a), q = numbers_of(b);
  return std::equal(p.begin(), p.end(), q.begin(), q.end(), [](float v, float w) { return std::abs(v - w) <= 1e-5f; });
}

// Leaves something else on the stack than the call before did.
[[gnu::noinline]] void soil_the_stack(float with) {
  volatile float soil[16 * 1024];
  for (volatile float& v : soil) v = with;
}

// All that a network can be asked for.
template <class Net, int N>
struct Answers {
  Tensor<float, N, 2> y;
  float loss;
  Gradient<Net> gradient;
  float loss_beside_gradient;
  Tensor<float, N, 3> dx;

  Answers(const Model<Net>& model, const Tensor<float, N, 3>& x, const Tensor<float, N, 2>& t)
      : y(model(x)),
        loss(evaluate(MSELoss{}, model, x, t)),
        gradient{},
        loss_beside_gradient(value_and_grad(MSELoss{}, model, x, t, gradient)),
        dx(input_gradient(MSELoss{}, model, x, t)) {}
};

template <class Net, int N>
void calls_repeat_themselves() {
  CAPTURE(N);
  const auto model = random_model<Net>();
  const auto x = random_rows<N, 3>(1);
  const auto t = random_rows<N, 2>(2);
  soil_the_stack(0);
  const Answers<Net, N> once(model, x, t);
  soil_the_stack(std::numeric_limits<float>::quiet_NaN());
  const Answers<Net, N> again(model, x, t);
  CHECK(same_bits(once.y, again.y));
  CHECK(same_bits(once.loss, again.loss));
  CHECK(same_bits(once.loss_beside_gradient, again.loss_beside_gradient));
  CHECK(same_bits(once.gradient, again.gradient));
  CHECK(same_bits(once.dx, again.dx));
}

// Of so many samples, does a call that learns it at run time follow the same plan?
template <class Net, int N>
constexpr bool same_plan(Goal goal) {
  using G = stages_of<Net, Evaluation>;
  const Plan known = choose_plan<G, float>(N, goal, stack_budget),
             unknown = choose_plan<G, float>(dynamic, goal, stack_budget);
  return known.lanes_are_samples == unknown.lanes_are_samples && known.block == unknown.block;
}

template <class Net, int N>
void counts_known_at_run_time_agree() {
  CAPTURE(N);
  const auto model = random_model<Net>();
  const auto x = random_rows<N, 3>(1);
  const auto t = random_rows<N, 2>(2);
  const Answers<Net, N> fixed(model, x, t);
  Tensor<float, N, 2> y{};
  model(rows_of<3>(x), TensorView<float, dynamic, 2>{y});
  Gradient<Net> gradient;
  const float loss = value_and_grad(MSELoss{}, model, rows_of<3>(x), rows_of<2>(t), gradient);
  CHECK(nearly(y, fixed.y));
  CHECK(nearly(loss, fixed.loss));
  CHECK(nearly(evaluate(MSELoss{}, model, rows_of<3>(x), rows_of<2>(t)), fixed.loss));
  CHECK(nearly(gradient, fixed.gradient));
  if (same_plan<Net, N>(Goal::output)) CHECK(same_bits(y, fixed.y));
  if (same_plan<Net, N>(Goal::gradient)) CHECK(same_bits(gradient, fixed.gradient));
  // one count known, the other not: the known one serves both
  Gradient<Net> half;
  value_and_grad(MSELoss{}, model, rows_of<3>(x), t, half);
  CHECK(same_bits(half, fixed.gradient));
}

template <class Net>
void one_sample_is_a_batch_of_one() {
  const auto model = random_model<Net>();
  const auto x = random_rows<1, 3>(1);
  const auto t = random_rows<1, 2>(2);
  const Answers<Net, 1> batch(model, x, t);
  const Tensor<float, 3> x0{x(0, 0), x(0, 1), x(0, 2)};
  const Tensor<float, 2> t0{t(0, 0), t(0, 1)};
  const Tensor<float, 2> y = model(x0);
  CHECK(y == Tensor<float, 2>{batch.y(0, 0), batch.y(0, 1)});
  CHECK(evaluate(MSELoss{}, model, x0, t0) == batch.loss);
  Gradient<Net> gradient;
  CHECK(value_and_grad(MSELoss{}, model, x0, t0, gradient) == batch.loss_beside_gradient);
  CHECK(same_bits(gradient, batch.gradient));
  const Tensor<float, 3> dx = input_gradient(MSELoss{}, model, x0, t0);
  CHECK(dx == Tensor<float, 3>{batch.dx(0, 0), batch.dx(0, 1), batch.dx(0, 2)});
}

template <class Net, class L = MSELoss>
void no_samples_are_no_harm() {
  const auto model = random_model<Net>();
  const TensorView<const float, dynamic, 3> x{nullptr, 0};
  const TensorView<const float, dynamic, 2> t{nullptr, 0};
  model(x, TensorView<float, dynamic, 2>{nullptr, 0});
  Gradient<Net> gradient, none{};
  for_each_parameter([](const char*, auto& p) { p.storage()[0] = 7; }, gradient);
  [[maybe_unused]] const float loss = value_and_grad(L{}, model, x, t, gradient);
  CHECK(same_bits(gradient, none));
#ifndef __FAST_MATH__
  CHECK(std::isnan(loss));
  CHECK(std::isnan(evaluate(L{}, model, x, t)));
  CHECK(std::isnan(evaluate(L{}, model, Tensor<float, 0, 3>{}, Tensor<float, 0, 2>{})));
#endif
  CHECK(model(Tensor<float, 0, 3>{}).size() == 0);
  CHECK(input_gradient(L{}, model, Tensor<float, 0, 3>{}, Tensor<float, 0, 2>{}).size() == 0);
}

}  // namespace

TEST_CASE("the same call gives the same bits") {
  calls_repeat_themselves<Narrow, 1>();
  calls_repeat_themselves<Narrow, 70>();
  calls_repeat_themselves<Wide, 7>();
  calls_repeat_themselves<Wide, 33>();
}

TEST_CASE("a number of samples known at run time agrees with a constant") {
  counts_known_at_run_time_agree<Narrow, 1>();
  counts_known_at_run_time_agree<Narrow, 64>();
  counts_known_at_run_time_agree<Narrow, 70>();
  counts_known_at_run_time_agree<Wide, 7>();
  counts_known_at_run_time_agree<Wide, 64>();
}

TEST_CASE("one sample without a batch dimension is a batch of one") {
  one_sample_is_a_batch_of_one<Narrow>();
  one_sample_is_a_batch_of_one<Wide>();
}

TEST_CASE("no samples are no harm") {
  no_samples_are_no_harm<Narrow>();
  no_samples_are_no_harm<Wide>();
  no_samples_are_no_harm<Centred>();
  no_samples_are_no_harm<Narrow, RootMeanSquare>();
}
