// SPDX-License-Identifier: BSL-1.0
// The source document's training loop: 3000 epochs, each a step on nine readings and the loss on two others, of its
// network 1-13-1 and of its line 1-1. ctnn beside what one writes without a library. Prints milliseconds for all
// epochs.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <ctnn/ctnn.hpp>

namespace {

using ctnn::Tensor;
using namespace ctnn::literals;

constexpr int epochs = 3000;
constexpr Tensor<float, 9, 1> u_train{3.57, 5.59, 5.82, 8.19, 5.63, 3.39, 2.18, 4.84, 6.84};
constexpr Tensor<float, 9, 1> c_train{0.5, 14, 15, 28, 11, 3, -4, 6, 21};
constexpr Tensor<float, 2, 1> u_val{6.04, 4.89}, c_val{13, 8};

// Losses before each epoch's update, as a program would keep them.
struct Losses {
  double train, val;
};
Losses history[epochs];

// Both networks as plain loops over floats (or doubles, which is the reference); H = 0 is the line.
template <class T, int H>
struct Loops {
  T w1[H + 1], b1[H + 1], w2[H + 1], b2, h[H + 1];

  T forward(T x) {
    if constexpr (H == 0) return w2[0] * x + b2;
    T y = b2;
    for (int j = 0; j < H; ++j) h[j] = std::tanh(w1[j] * x + b1[j]);
    for (int j = 0; j < H; ++j) y += w2[j] * h[j];
    return y;
  }
  T loss(const auto& u, const auto& c) {
    T sum = 0;
    for (int i = 0; i < int(c.size()); ++i) {
      const T e = forward(T(u(i, 0))) - T(c(i, 0));
      sum += e * e;
    }
    return sum / T(c.size());
  }
  T step(T lr) {
    T dw1[H + 1]{}, db1[H + 1]{}, dw2[H + 1]{}, db2 = 0, sum = 0;
    for (int i = 0; i < 9; ++i) {
      const T x = T(u_train(i, 0)), e = forward(x) - T(c_train(i, 0)), g = T(2) / 9 * e;
      sum += e * e, db2 += g;
      if constexpr (H == 0) dw2[0] += g * x;
      for (int j = 0; j < H; ++j) {
        const T d = g * w2[j] * (1 - h[j] * h[j]);
        dw2[j] += g * h[j], dw1[j] += d * x, db1[j] += d;
      }
    }
    for (int j = 0; j < (H == 0 ? 1 : H); ++j) w2[j] -= lr * dw2[j];
    for (int j = 0; j < H; ++j) w1[j] -= lr * dw1[j], b1[j] -= lr * db1[j];
    b2 -= lr * db2;
    return sum / 9;
  }
};

using Net = ctnn::Seq<ctnn::Linear<1, 13>, ctnn::Tanh, ctnn::Linear<13, 1>>;
using Line = ctnn::Seq<ctnn::Linear<1, 1>>;
template <class N>
constexpr int hidden = std::is_same_v<N, Net> ? 13 : 0;
template <class N>
constexpr float rate = std::is_same_v<N, Net> ? 1e-3f : 1e-2f;

template <class N>
ctnn::Model<N> start() {
  ctnn::Generator rng{0};
  return ctnn::Model<N>{rng};
}
template <class T, class N>
Loops<T, hidden<N>> start_loops() {
  auto model = start<N>();
  Loops<T, hidden<N>> loops{};
  if constexpr (hidden < N >> 0) {
    for (int j = 0; j < hidden<N>; ++j) {
      loops.w1[j] = T(model[0_c].weight(j, 0)), loops.b1[j] = T(model[0_c].bias(j));
      loops.w2[j] = T(model[2_c].weight(0, j));
    }
    loops.b2 = T(model[2_c].bias(0));
  } else loops.w2[0] = T(model[0_c].weight(0, 0)), loops.b2 = T(model[0_c].bias(0));
  return loops;
}

template <class N>
void run_ctnn() {
  auto model = start<N>();
  ctnn::Trainer trainer{model, ctnn::MSELoss{}, ctnn::SGD{.lr = double(rate<N>)}};
  for (auto& [train, val] : history) {
    val = double(evaluate(ctnn::MSELoss{}, model, u_val, c_val));
    train = double(trainer.step(u_train, c_train));
  }
}
template <class T, class N>
void run_loops() {
  auto loops = start_loops<T, N>();
  for (auto& [train, val] : history) val = double(loops.loss(u_val, c_val)), train = double(loops.step(T(rate<N>)));
}

// Whoever computes something else is no contender. (Compared at epoch 100: later a network's rounding errors grow.)
template <class N>
void check(const char* name, void (*run)()) {
  run_loops<double, N>();
  const Losses should = history[99];
  run();
  const Losses is = history[99];
  const auto far = [](double a, double b) { return !(std::fabs(a - b) <= 1e-4 * b); };
  if (!far(is.train, should.train) && !far(is.val, should.val)) return;
  std::fprintf(stderr, "%s computes something else: %g, %g and should be %g, %g\n", name, is.train, is.val,
               should.train, should.val);
  std::exit(1);
}

template <class N>
void enlist(const char* name, void (*run)()) {
  check<N>(name, run);
  benchmark::RegisterBenchmark(name,
                               [run](benchmark::State& state) {
                                 for (auto _ : state) run(), benchmark::ClobberMemory();
                               })
      ->Unit(benchmark::kMillisecond)
      ->Repetitions(15)
      ->ReportAggregatesOnly()
      ->ComputeStatistics("min", [](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  enlist<Net>("1-13-1 ctnn", run_ctnn<Net>);
  enlist<Net>("1-13-1 loops", run_loops<float, Net>);
  enlist<Line>("1-1 ctnn", run_ctnn<Line>);
  enlist<Line>("1-1 loops", run_loops<float, Line>);
  benchmark::RunSpecifiedBenchmarks();
}
