// SPDX-License-Identifier: BSL-1.0
#pragma once

// Times of ctnn over many shapes: a call forward, and a step of training.

#include <algorithm>
#include <chrono>
#include <ctnn/ctnn.hpp>
#include <memory>
#include <string>
#include <vector>

namespace shapes {

// Nanoseconds a call: the fastest of several rounds, of as many calls as take a hundred microseconds.
double fastest(auto call) {
  using clock = std::chrono::steady_clock;
  auto round = [&](long calls) {
    const auto start = clock::now();
    for (long i = 0; i < calls; ++i) call();
    return std::chrono::duration<double, std::nano>(clock::now() - start).count();
  };
  long calls = 1;
  while (round(calls) < 1e5 && calls < 1L << 24) calls *= 2;
  double best = round(calls);
  for (int i = 0; i < 15; ++i) best = std::min(best, round(calls));
  return best / double(calls);
}

struct Point {
  std::string series;
  int x;
  double forward, step;  // nanoseconds a multiply-add
};

// N samples: a constant, or as many as `count` says. A forward call costs so many multiply-adds, a step three times as
// many (a little less: the first layer's input needs no gradient).
template <class Net, int N = ctnn::dynamic>
Point measure(const std::string& series, int x, int count = N) {
  using G = ctnn::internals::stages_of<Net, ctnn::Training>;
  ctnn::Generator rng{0};
  const auto model = std::make_unique<ctnn::Model<Net>>(rng);
  const auto trainer = std::make_unique<ctnn::Trainer<Net, float, ctnn::MSELoss, ctnn::SGD>>(*model, ctnn::MSELoss{},
                                                                                             ctnn::SGD{.lr = 1e-6});
  const auto space = std::make_unique<ctnn::Workspace<Net>>();
  std::vector<float> input(std::size_t(count) * G::in, 0.25f), targets(std::size_t(count) * G::out, 0.5f),
      output(targets.size());
  const auto view = []<class T, int Width>(T* p, std::integral_constant<int, Width>, int n) {
    if constexpr (N == ctnn::dynamic) return ctnn::TensorView<T, N, Width>{p, n};
    else return ctnn::TensorView<T, N, Width>{p};
  };
  const auto in = view(static_cast<const float*>(input.data()), std::integral_constant<int, G::in>{}, count);
  const auto wanted = view(static_cast<const float*>(targets.data()), std::integral_constant<int, G::out>{}, count);
  const auto out = view(output.data(), std::integral_constant<int, G::out>{}, count);
  const double products = double(ctnn::multiply_adds<Net>) * count;
  const double forward = fastest([&] {
    (*model)(in, out);
    input[0] = output[0] * 1e-3f;
  });
  const double step = fastest([&] { input[0] = trainer->step(in, wanted) * 1e-3f; });
  return {series, x, forward / products, step / (3 * products)};
}

inline std::vector<Point>& points() {
  static std::vector<Point> all;
  return all;
}
// A point measured again is as fast as it was at its fastest.
inline void note(const Point& p) {
  for (Point& old : points())
    if (old.series == p.series && old.x == p.x) {
      old.forward = std::min(old.forward, p.forward), old.step = std::min(old.step, p.step);
      return;
    }
  points().push_back(p);
}

}  // namespace shapes
