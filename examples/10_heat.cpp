// SPDX-License-Identifier: BSL-1.0
// A network that solves an equation: heat in a rod whose ends are kept at 0, u_t = u_xx / pi^2 for x and t in [0, 1],
// with sin(pi x) at the start. The equation itself is the loss, by the network's derivatives; nothing is told of the
// solution, exp(-t) sin(pi x), but its edges.

#include <cmath>
#include <cstdio>
#include <numbers>

#include <ctnn/ctnn.hpp>

using namespace ctnn;

constexpr double pi = std::numbers::pi;

struct HeatEquation {
  double weight = 5;  // of the edges
  constexpr auto operator()(auto u, auto point, auto told) const {
    const auto t = component(point, 0), x = component(point, 1);
    const auto u_t = derivative(u, point, 0);
    const auto u_xx = derivative(derivative(u, point, 1), point, 1);
    const auto edge = t * x * (1 - x) == 0;
    return mean(square(where(edge, weight * (u - told), u_t - u_xx / (pi * pi))));
  }
};

// Points anew for each step: every third one is on an edge.
template <int N>
void draw(Tensor<float, N, 2>& point, Tensor<float, N, 1>& told, Generator& rng) {
  for (int i = 0; i < N; ++i) {
    float t = uniform<float>(rng, 0, 1), x = uniform<float>(rng, 0, 1);
    if (i % 6 == 0) t = 0;
    if (i % 6 == 3) x = i % 12 == 3 ? 0 : 1;
    point(i, 0) = t, point(i, 1) = x;
    told(i, 0) = t == 0 ? float(std::sin(pi * x)) : 0;
  }
}

int main() {
  Generator rng{0};
  Model<Seq<Linear<2, 16>, Tanh, Linear<16, 16>, Tanh, Linear<16, 1>>> model{rng};
  Trainer trainer{model, HeatEquation{}, Adam{}};

  constexpr int steps = 30000;
  Tensor<float, 96, 2> point;
  Tensor<float, 96, 1> told;
  double loss = 0;
  for (int step = 1; step <= steps; ++step) {
    draw(point, told, rng);
    trainer.optimizer.options.lr = 5e-3 * std::pow(0.01, double(step) / steps);
    loss += trainer.step(point, told) / (steps / 3);
    if (step % (steps / 3) == 0) std::printf("step %5d: loss %.5f\n", step, loss), loss = 0;
  }

  double squares = 0, of_solution = 0;
  std::printf("   t    x  network  solution\n");
  for (int i = 0; i <= 20; ++i)
    for (int k = 0; k <= 20; ++k) {
      const float t = float(i) / 20, x = float(k) / 20;
      const double solution = std::exp(-t) * std::sin(pi * x), u = model(Tensor<float, 2>{t, x})(0);
      squares += (u - solution) * (u - solution), of_solution += solution * solution;
      if (i % 10 == 0 && k % 5 == 0 && k % 20 != 0) std::printf("%.2f %.2f %8.3f %9.3f\n", t, x, u, solution);
    }
  std::printf("relative error %.4f\n", std::sqrt(squares / of_solution));
}
