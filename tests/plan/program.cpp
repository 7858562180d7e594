// SPDX-License-Identifier: BSL-1.0
#include <ctnn/layers/batch_norm2d.hpp>
#include <ctnn/layers/conv.hpp>
#include <ctnn/layers/dropout.hpp>
#include <ctnn/layers/flatten.hpp>
#include <ctnn/layers/lstm.hpp>
#include <ctnn/layers/pool.hpp>

#include "harness.hpp"
#include "layers.hpp"

using namespace harness;
using plan::Use;

// A whole network: float by lanes, and double sample by sample, give the same; the gradient is that of the loss.
template <class Net, class Loss, SampleShape Target, class TargetType, int L>
void check_network(int classes, double tolerance = 1e-4, int least = 1) {
  Values<Net> v;
  for (int samples : {1, L - 1, L, L + 1, 2 * L + 3}) {
    if (samples < least) continue;
    CAPTURE(samples);
    const std::vector<double> x = v.draw(samples * v.in.units());
    std::vector<double> t = v.draw(samples * Target.units());
    if (classes > 0)
      for (double& k : t) k = std::floor((k + 1) / 2.00001 * classes);
    const auto wide =
        run<plan::Training, plan::Goal::gradient, Loss, Target, float, L, Net, TargetType>(v, samples, x, t);
    const auto one =
        run<plan::Training, plan::Goal::gradient, Loss, Target, double, 1, Net, TargetType>(v, samples, x, t);
    CHECK(std::fabs(wide.loss - one.loss) < tolerance * (1 + std::fabs(one.loss)));
    for (size_t k = 0; k < one.gradients.size(); ++k)
      compare("gradient", wide.gradients[k], std::vector<double>(one.gradients[k].begin(), one.gradients[k].end()),
              tolerance * 4);
    for (size_t k = 0; k < v.buffers.size(); ++k)
      compare("buffer", wide.buffers[k], std::vector<double>(one.buffers[k].begin(), one.buffers[k].end()), tolerance);
    const auto only = run<plan::Training, plan::Goal::loss, Loss, Target, double, 1, Net, TargetType>(v, samples, x, t);
    CHECK(std::fabs(only.loss - one.loss) < 1e-12 * (1 + std::fabs(one.loss)));
    if (samples != L + 1) continue;
    // finite differences of the loss
    for (size_t k = 0; k < v.parameters.size(); ++k)
      for (size_t i = 0; i < v.parameters[k].value.size(); i += 1 + v.parameters[k].value.size() / 3) {
        double& number = v.parameters[k].value[i];
        const double keep = number, h = 1e-6;
        number = keep + h;
        const double up =
            run<plan::Training, plan::Goal::loss, Loss, Target, double, 1, Net, TargetType>(v, samples, x, t).loss;
        number = keep - h;
        const double down =
            run<plan::Training, plan::Goal::loss, Loss, Target, double, 1, Net, TargetType>(v, samples, x, t).loss;
        number = keep;
        CAPTURE(k);
        CAPTURE(i);
        CHECK(std::fabs((up - down) / (2 * h) - one.gradients[k][i]) < 1e-6 + 1e-6 * std::fabs(one.gradients[k][i]));
      }
  }
}

TEST_CASE("a small convolutional network") {
  using Net = plan::Dag<SampleShape(1, 12, 12), Use<Conv2d<1, 4, 5, Padding<2>>, 0>, Use<harness::Tanh, 1>,
                        Use<MaxPool2d<2>, 2>, Use<Conv2d<4, 6, 3>, 3>, Use<harness::Tanh, 4>, Use<AvgPool2d<2>, 5>,
                        Use<Flatten, 6>, Use<harness::Linear<24, 10>, 7>, Use<harness::Tanh, 8>,
                        Use<harness::Linear<10, 5>, 9>>;
  check_network<Net, CrossEntropy, SampleShape{}, int, 16>(5);
  check_network<Net, MSE, SampleShape(5), double, 8>(0);
}
TEST_CASE("values with several users") {
  // a residual around a residual, and one value twice
  using Net = plan::Dag<SampleShape(6), Use<harness::Linear<6, 6>, 0>, Use<harness::Tanh, 1>, Use<harness::Add, 2, 1>,
                        Use<harness::Add, 3, 3>, Use<harness::Linear<6, 6>, 4>, Use<harness::Add, 5, 1>>;
  check_network<Net, MSE, SampleShape(6), double, 16>(0);
  using Ends = plan::Dag<SampleShape(4), Use<harness::Linear<4, 4>, 0>, Use<harness::Tanh, 1>, Use<harness::Add, 2, 0>>;
  check_network<Ends, MSE, SampleShape(4), double, 4>(0);
}
TEST_CASE("a value behind Flatten with two users") {
  using Net = plan::Dag<SampleShape(2, 3), Use<harness::Linear<3, 3>, 0>, Use<Flatten, 1>,
                        Use<harness::Linear<6, 6>, 2>, Use<harness::Add, 3, 2>>;
  check_network<Net, MSE, SampleShape(6), double, 16>(0);
}
TEST_CASE("batch normalisation in the middle, twice") {
  using Net =
      plan::Dag<SampleShape(2, 4, 4), Use<Conv2d<2, 3, 3>, 0>, Use<BatchNorm2d<3>, 1>, Use<harness::Tanh, 2>,
                Use<Conv2d<3, 3, 1>, 3>, Use<BatchNorm2d<3>, 4>, Use<Flatten, 5>, Use<harness::Linear<12, 3>, 6>>;
  check_network<Net, MSE, SampleShape(3), double, 16>(0, 1e-3, 3);
  check_network<Net, CrossEntropy, SampleShape{}, int, 8>(3, 1e-3, 3);
}
TEST_CASE("a recurrent network") {
  using Net = plan::Dag<SampleShape(5, 2), Use<LSTM<2, 4>, 0>, Use<harness::Linear<4, 3>, 1>, Use<LSTM<3, 2>, 2>>;
  check_network<Net, MSE, SampleShape(5, 2), double, 16>(0);
}

// A loss whose denominator depends on the targets, and one that reduces along samples, then features.
struct WeightedMean {
  constexpr auto operator()(auto y, auto t) const { return sum(square(y - t) * square(t)) / sum(square(t)); }
};
struct Spread {
  constexpr auto operator()(auto y, auto t) const {
    auto m = mean(y - t, graph::batch_axis);
    return sum(sqrt(1 + mean(square(y - t - m), graph::batch_axis)));
  }
};
TEST_CASE("losses that wait for sums over all samples") {
  using Net =
      plan::Dag<SampleShape(3), Use<harness::Linear<3, 4>, 0>, Use<harness::Tanh, 1>, Use<harness::Linear<4, 2>, 2>>;
  check_network<Net, WeightedMean, SampleShape(2), double, 16>(0);
  check_network<Net, Spread, SampleShape(2), double, 16>(0);
}
struct Clipped {
  double delta = 1;
  constexpr auto operator()(auto y, auto t) const {
    auto d = abs(y - t);
    return mean(where(d < delta, square(d), delta * d));
  }
};
TEST_CASE("numbers of a loss that run time knows") {
  using Net = plan::Dag<SampleShape(3), Use<harness::Linear<3, 2>, 0>>;
  Values<Net> v;
  const auto x = v.draw(5 * 3), t = v.draw(5 * 2);
  for (double delta : {0.3, 2.0}) {
    const std::vector<double> uniforms(32, delta);
    const auto r = run<plan::Training, plan::Goal::gradient, Clipped, SampleShape(2), double, 4, Net>(
        v, 5, x, t, nullptr, uniforms.data());
    const auto y = run<plan::Training, plan::Goal::output, plan::NoLoss, SampleShape{}, double, 4, Net>(v, 5, x, {});
    double want = 0;
    std::vector<double> bias(2, 0.0);
    for (size_t k = 0; k < t.size(); ++k) {
      const double e = y.out[k] - t[k], d = std::fabs(e), n = double(t.size());
      want += (d < delta ? d * d : delta * d) / n;
      bias[k % 2] += (d < delta ? 2 * e : delta * (e < 0 ? -1 : 1)) / n;
    }
    CHECK(std::fabs(r.loss - want) < 1e-12);
    compare("gradient", r.gradients[1], bias, 1e-12);
  }
}
TEST_CASE("Dropout draws what torch draws") {
  using Net = plan::Dag<SampleShape(3), Use<Dropout<0.25>, 0>, Use<harness::Linear<3, 2>, 1>, Use<Dropout<>, 2>>;
  Values<Net> v;
  const int samples = 37;
  const auto x = v.draw(samples * 3);
  Generator rng{5}, same{5};
  const auto r =
      run<plan::Training, plan::Goal::output, plan::NoLoss, SampleShape{}, double, 8, Net>(v, samples, x, {}, &rng);
  std::vector<double> first, second;
  for (int k = 0; k < samples * 3; ++k) first.push_back(double(same.random64() & ((1ull << 53) - 1)) * 0x1p-53 < 0.75);
  for (int k = 0; k < samples * 2; ++k) second.push_back(double(same.random64() & ((1ull << 53) - 1)) * 0x1p-53 < 0.5);
  CHECK(rng == same);
  std::vector<double> want;
  for (int b = 0; b < samples; ++b)
    for (int o = 0; o < 2; ++o) {
      double y = v.parameters[1].value[at(o)];
      for (int i = 0; i < 3; ++i)
        y += v.parameters[0].value[at(o * 3 + i)] * x[at(b * 3 + i)] * first[at(b * 3 + i)] / 0.75;
      want.push_back(y * second[at(b * 2 + o)] / 0.5);
    }
  compare("output", r.out, want, 1e-12);
  const auto calm =
      run<plan::Evaluation, plan::Goal::output, plan::NoLoss, SampleShape{}, double, 8, Net>(v, 3, v.draw(9), {});
  CHECK(calm.out.size() == 6);
  // gradients, with the same numbers each time
  const auto t = v.draw(samples * 2);
  Generator a{7};
  const auto g = run<plan::Training, plan::Goal::gradient, MSE, SampleShape(2), double, 8, Net>(v, samples, x, t, &a);
  Generator b{7};
  const auto one = run<plan::Training, plan::Goal::gradient, MSE, SampleShape(2), double, 1, Net>(v, samples, x, t, &b);
  CHECK(std::fabs(g.loss - one.loss) < 1e-12);
  for (size_t k = 0; k < g.gradients.size(); ++k) compare("gradient", g.gradients[k], one.gradients[k], 1e-11);
}
