// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <vector>

#include "network.hpp"

namespace bench {

// The task in double precision, by the textbook and with no thought of speed: what every contender must agree with.
template <class Net, int N>
struct Reference {
  std::vector<double> p, outputs;  // parameters; what the last forward() found, N x Out

  Reference() {
    for (float v : Problem<Net, N>::get().p) p.push_back(double(v));
  }

  void forward() {
    outputs.clear();
    for (int s = 0; s < N; ++s) {
      const auto a = activations(s);
      outputs.insert(outputs.end(), a.back().begin(), a.back().end());
    }
  }

  // One step of gradient descent; returns the loss before it.
  double step(double lr) {
    const auto& problem = Problem<Net, N>::get();
    std::vector<double> dp(p.size());
    double loss = 0;
    for (int s = 0; s < N; ++s) {
      const auto a = activations(s);
      std::vector<double> g(a.back().size());  // d loss / d (pre-activation of layer k)
      loss += Net::classifies ? cross_entropy(a.back(), problem.classes[std::size_t(s)], g)
                              : squared_error(a.back(), &problem.t[std::size_t(s) * g.size()], g);
      for (int k = Net::layers - 1; k >= 0; --k) {
        const auto& x = a[std::size_t(k)];
        const std::size_t in = x.size(), out = g.size(), w = std::size_t(Net::offset(k)), b = w + in * out;
        std::vector<double> gx(in);
        for (std::size_t j = 0; j < out; ++j) {
          for (std::size_t i = 0; i < in; ++i) {
            dp[w + j * in + i] += g[j] * x[i];
            gx[i] += g[j] * p[w + j * in + i];
          }
          dp[b + j] += g[j];
        }
        if (k > 0)
          for (std::size_t i = 0; i < in; ++i) gx[i] *= tanh_ ? 1 - x[i] * x[i] : x[i] > 0;
        g = gx;
      }
    }
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= lr * dp[i];
    return loss;
  }

 private:
  static double squared_error(const std::vector<double>& y, const float* t, std::vector<double>& g) {
    double loss = 0;
    for (std::size_t j = 0; j < g.size(); ++j) {
      const double e = y[j] - double(t[j]);
      loss += e * e / (N * Net::out);
      g[j] = 2 * e / (N * Net::out);
    }
    return loss;
  }
  static double cross_entropy(const std::vector<double>& y, int wanted, std::vector<double>& g) {
    const double most = *std::max_element(y.begin(), y.end());
    double sum = 0;
    for (double v : y) sum += std::exp(v - most);
    for (std::size_t j = 0; j < g.size(); ++j) g[j] = (std::exp(y[j] - most) / sum - (int(j) == wanted)) / N;
    return (most + std::log(sum) - y[std::size_t(wanted)]) / N;
  }

  static constexpr bool tanh_ = std::is_same_v<typename Net::Activation, Tanh>;

  // The input of each layer for sample s, and last the output.
  std::vector<std::vector<double>> activations(int s) const {
    const float* x = Problem<Net, N>::get().x.data() + s * Net::in;
    std::vector<std::vector<double>> a{std::vector<double>(x, x + Net::in)};
    for (int k = 0; k < Net::layers; ++k) {
      const std::size_t in = std::size_t(Net::width(k)), out = std::size_t(Net::width(k + 1)),
                        w = std::size_t(Net::offset(k));
      std::vector<double> y(out);
      for (std::size_t j = 0; j < out; ++j) {
        y[j] = p[w + in * out + j];
        for (std::size_t i = 0; i < in; ++i) y[j] += p[w + j * in + i] * a.back()[i];
        if (k + 1 < Net::layers) y[j] = tanh_ ? std::tanh(y[j]) : std::fmax(y[j], 0);
      }
      a.push_back(y);
    }
    return a;
  }
};

// What a contender must reproduce: the outputs of the untrained network, two steps, the outputs of the network so
// trained. The learning rate is such that parameters move far beyond rounding, yet by no more than a tenth of their own
// size.
template <class Net, int N>
struct Truth {
  std::vector<double> before, start, end, after;  // outputs, parameters, parameters, outputs
  float lr = 1;
  std::array<double, 2> losses;

  Truth() {
    Reference<Net, N> trial, net;
    start = net.p;
    trial.step(1);
    double steepest = 0;
    for (std::size_t i = 0; i < start.size(); ++i) steepest = std::fmax(steepest, std::fabs(trial.p[i] - start[i]));
    lr = float(0.1 / std::sqrt(*std::max_element(Net::widths.begin(), Net::widths.end())) / steepest);
    net.forward();
    before = net.outputs;
    for (double& loss : losses) loss = net.step(double(lr));
    end = net.p;
    net.forward();
    after = net.outputs;
  }

  static const Truth& get() {
    static const Truth truth;
    return truth;
  }
};

}  // namespace bench
