// SPDX-License-Identifier: BSL-1.0
// One sample at a time, with lanes along loops.
#include <ctnn/graph/derivatives.hpp>
#include <ctnn/layers/attention.hpp>
#include <ctnn/layers/batch_norm2d.hpp>
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/embedding.hpp>
#include <ctnn/layers/flatten.hpp>
#include <ctnn/layers/glu.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>
#include <ctnn/layers/prelu.hpp>
#include <ctnn/layers/softmax_along.hpp>
#include <ctnn/plan/choose_lanes.hpp>
#include <ctnn/plan/whole.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;

TEST_CASE("pooling") {
  check_along<MaxPool2d<2>, float, 3, 10, 14>();
  check_along<MaxPool2d<2>, double, 2, 6, 38>();
  check_along<MaxPool2d<3, Stride<2>, Padding<1>>, float, 2, 9, 41>();
  check_along<MaxPool2d<2, Stride<1>>, float, 2, 5, 20>();
  check_along<AvgPool2d<2>, float, 3, 4, 70>();
  check_along<AvgPool2d<3, Stride<2>, Padding<1>>, float, 2, 7, 35>();
}
TEST_CASE("along the last axis") {
  check_along<SoftmaxAlong<-1>, float, 5, 37>();
  check_along<SoftmaxAlong<1>, float, 37, 5>();
  check_along<harness::LayerNorm<33>, float, 4, 33>();
  check_along<harness::LayerNorm<3, 4>, double, 2, 3, 4>();
  check_along<GLU, float, 3, 66>();
  check_along<GLUAlong<1>, float, 6, 19>();
  check_along<PReLU<3>, float, 3, 40>();
  check_along<BatchNorm2d<3>, float, 3, 5, 4>(false, 1e-4);
}
TEST_CASE("contractions") {
  check_along<harness::Linear<24, 19>, float, 24>();
  check_along<harness::Linear<35, 40>, float, 24, 35>();
  check_along<harness::Linear<33, 1>, double, 33>();
  check_along<Conv2d<3, 5, 3>, float, 3, 12, 21>();
  check_along<Conv2d<3, 5, 3, Padding<1>>, float, 3, 8, 40>();
  check_along<Conv2d<2, 4, 3, Stride<2>, Padding<1>>, double, 2, 9, 11>();
  check_along<Conv2d<4, 4, 3, Groups<2>, Padding<1>>, float, 4, 6, 18>();
  check_along<Conv2d<2, 3, 5, Padding<2>>, float, 2, 5, 7>();
  check_along<SelfAttention<12>, float, 19, 12>();
  check_along<Embedding<5, 3>, float, 4>(true);
}
// A contraction whose sums go on into a formula with parameters of their own.
template <int In, int Out>
struct Squashed {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, Out, In> weight;
    typename Make::template parameter<1, Out> bias, scale;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) {
    f("weight", p.weight...), f("bias", p.bias...), f("scale", p.scale...);
  }
  constexpr auto operator()(auto x, auto p) const {
    const auto i = x[-1], o = x.axis(Out);
    return tanh(graph::sum(p.weight(o, i) * x, i) + p.bias(o)) * p.scale(o);
  }
};
TEST_CASE("a formula of a contraction's sums") {
  check_along<Squashed<5, 21>, float, 3, 5>();
  check_along<Squashed<9, 40>, double, 9>();
  check_layer<Squashed<5, 21>, float, 16, 3, 5>();
}
TEST_CASE("a scan") {
  check_along<LSTM<3, 20>, float, 7, 3>();
  check_along<LSTM<18, 4>, double, 5, 18>();
}

using Small = plan::Dag<SampleShape(1, 12, 12), plan::Use<Conv2d<1, 4, 5, Padding<2>>, 0>, plan::Use<harness::Tanh, 1>,
                        plan::Use<MaxPool2d<2>, 2>, plan::Use<Conv2d<4, 6, 3>, 3>, plan::Use<AvgPool2d<2>, 4>,
                        plan::Use<Flatten, 5>, plan::Use<harness::Linear<24, 10>, 6>>;
TEST_CASE("a network") {
  Values<Small> v;
  for (int samples : {1, 3}) {
    const std::vector<double> x = v.draw(samples * 144);
    const std::vector<double> t(at(samples), 7.0);
    constexpr int E = simd::native_lanes<float>;
    const auto wide = run<plan::Training, plan::Goal::gradient, CrossEntropy, SampleShape{}, float, 1, Small, int, E>(
        v, samples, x, t);
    const auto one =
        run<plan::Training, plan::Goal::gradient, CrossEntropy, SampleShape{}, double, 1, Small, int>(v, samples, x, t);
    CHECK(std::fabs(wide.loss - one.loss) < 1e-5);
    for (size_t k = 0; k < one.gradients.size(); ++k)
      compare("gradient", wide.gradients[k], std::vector<double>(one.gradients[k].begin(), one.gradients[k].end()),
              1e-4);
  }
}

// Results in the place of what is read, of which each is read by several.
template <int L, int E>
void check_in_place() {
  using Net = plan::Dag<SampleShape(1, 3, 5), plan::Use<AvgPool2d<3, Stride<1>, Padding<1>>, 0>>;
  using Program = plan::Program<Net, plan::Training, plan::Goal::output, plan::NoLoss, SampleShape{}, float, L, E>;
  float x[4 * 15], y[4 * 15];
  for (int k = 0; k < 60; ++k) x[k] = static_cast<float>(k * 37 % 11) / 5;
  std::vector<float> scratch(Program::scratch_size);
  plan::Arguments<float> with;
  with.samples = 4, with.x = x, with.out = y;
  Program::run(scratch.data(), with);
  with.out = x;
  Program::run(scratch.data(), with);
  for (int k = 0; k < 60; ++k) CHECK(x[k] == y[k]);
}
TEST_CASE("results may take the place of what is read") {
  check_in_place<4, 1>();
  check_in_place<1, 1>();
  check_in_place<1, simd::native_lanes<float>>();
}

// ---- which loops, and when

template <class Layer, int... E>
std::vector<kernels::LaneLoop> loops_of(plan::Wants wants) {
  const auto t = std::make_unique<lower::Trace>();
  lower::trace_layer<Layer, plan::Training>(*t, wants, SampleShape(E...));
  const auto s = std::make_unique<lower::StageRoom>(lower::lowered<lower::StageRoom>(*t, {16, 16}));
  std::vector<kernels::LaneLoop> all;
  for (int k = 0; k < s->calls; ++k) all.push_back(plan::lane_loop(s->call[k], s->number, s->word, 16));
  return all;
}
TEST_CASE("lanes lie along what lies side by side") {
  const plan::Wants nothing{}, parameters{true, 0};
  const auto pool = loops_of<MaxPool2d<2>, 6, 28, 28>(nothing);
  REQUIRE(pool.size() == 1);
  CHECK(pool[0].loop == 1);  // of planes' rows, columns, window's rows, window's columns
  CHECK(pool[0].along.pairs);
  const auto soft = loops_of<SoftmaxAlong<-1>, 16, 32>(nothing);
  REQUIRE(soft.size() == 4);
  for (const kernels::LaneLoop& l : soft) CHECK(l.loop == 1);
  const auto conv = loops_of<Conv2d<6, 16, 5>, 6, 14, 14>(parameters);
  REQUIRE(conv.size() == 3);
  CHECK(conv[0].loop == 1);  // of rows, columns, channels
  CHECK(!conv[0].exchanged);
  CHECK(conv[2].loop == 5);  // the weights' gradient is summed along columns
  const auto linear = loops_of<harness::Linear<32, 32>, 16, 32>(parameters);
  REQUIRE(linear.size() == 3);
  CHECK(linear[0].loop == 1);  // of positions, outputs
  CHECK(linear[0].exchanged);
}

template <class Layer, plan::Goal goal, int... E>
plan::LanesCost cost_of() {
  using Net = plan::Dag<SampleShape(E...), plan::Use<Layer, 0>>;
  if constexpr (goal == plan::Goal::output)
    return plan::CostOf<Net, plan::Training, goal, SampleShape{}, float>::value();
  else return plan::CostOf<Net, plan::Training, goal, SampleShape(E...), float>::value();
}
TEST_CASE("what moves more than it computes is done one sample at a time") {
  if (simd::native_lanes<float> < 8) return;
  constexpr int L = simd::native_lanes<float>;
  using plan::Goal;
  CHECK(cost_of<MaxPool2d<2>, Goal::output, 6, 28, 28>().one_at_a_time(64, L));
  CHECK(!cost_of<MaxPool2d<2>, Goal::input_gradient, 6, 28, 28>().one_at_a_time(64, L));
  CHECK(!cost_of<Conv2d<6, 16, 5>, Goal::output, 6, 14, 14>().one_at_a_time(64, L));
  CHECK(cost_of<Conv2d<6, 16, 5>, Goal::output, 6, 14, 14>().one_at_a_time(1, 1));
  CHECK(!cost_of<LSTM<1, 20>, Goal::output, 64, 1>().one_at_a_time(L, L));
}
struct Poisson {
  constexpr auto operator()(auto u, auto x, auto t) const { return graph::mean(square(laplacian(u, x) - t)); }
};
TEST_CASE("a loss that is the whole network is done with lanes of samples") {
  if (simd::native_lanes<float> < 8) return;
  constexpr int L = simd::native_lanes<float>;
  using Net = plan::Dag<SampleShape(2), plan::Use<harness::Linear<2, 16>, 0>, plan::Use<harness::Tanh, 1>,
                        plan::Use<harness::Linear<16, 1>, 2>>;
  using Cost = plan::CostOf<plan::Dag<SampleShape(2)>, plan::Evaluation, plan::Goal::gradient, SampleShape(1), float,
                            plan::Whole<Poisson, Net>>;
  CHECK(Cost::contracts);
  CHECK(!Cost::value().one_at_a_time(96, L));
}
