// SPDX-License-Identifier: BSL-1.0
#pragma once

// The task that all contenders share: a chain of fully connected layers with one activation between them (none after
// the last), the mean squared error or, of a Classifier, the cross entropy of softmax, and gradient descent. A network
// is a type; its parameters are a flat list, layer by layer: weight (Out x In, row major), then bias.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct Tanh {
  static constexpr const char* name = "tanh";
};
struct Relu {
  static constexpr const char* name = "relu";
};

template <class Act, int... Width>
struct Dense {
  using Activation = Act;
  static constexpr bool classifies = false;
  static constexpr int layers = int(sizeof...(Width)) - 1;
  static constexpr std::array<int, sizeof...(Width)> widths{Width...};
  static constexpr int width(int k) { return widths[std::size_t(k)]; }
  static constexpr int in = width(0), out = width(layers);

  // Where layer k begins in the list of parameters; offset(layers) is the length of the list.
  static constexpr int offset(int k) {
    int at = 0;
    for (int i = 0; i < k; ++i) at += (width(i) + 1) * width(i + 1);
    return at;
  }
  static constexpr int parameters = offset(layers);

  // Multiply-adds of a sample: forward; and in a step, which goes back to the weights, and to all inputs but the first.
  static constexpr long products() {
    long sum = 0;
    for (int k = 0; k < layers; ++k) sum += long(width(k)) * width(k + 1);
    return sum;
  }
  static constexpr long products_in_step() { return 3 * products() - long(width(0)) * width(1); }

  static std::string name() {
    std::string s;
    for (int w : widths) s.append(s.empty() ? "" : "-").append(std::to_string(w));
    return s.append(" ").append(Act::name);
  }
};

template <class Act, int... Width>
struct Classifier : Dense<Act, Width...> {
  static constexpr bool classifies = true;
};

// Samples (N x In), targets (N x Out, or N numbers of classes) and initial parameters: uniform in [-1, 1), parameters
// scaled by 1 / sqrt(In) as PyTorch does.
template <class Net, int N>
struct Problem {
  std::vector<float> x, t, p;
  std::vector<int> classes;

  Problem() : x(std::size_t(N) * Net::in), t(std::size_t(N) * Net::out), p(std::size_t(Net::parameters)) {
    std::uint64_t state = 42;
    auto uniform = [&] {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return float(state >> 40) / float(1 << 23) - 1.0f;
    };
    for (float& v : x) v = uniform();
    for (float& v : t) v = uniform();
    for (int s = 0; s < N; ++s) classes.push_back(int((uniform() + 1) / 2 * float(Net::out)) % Net::out);
    for (int k = 0; k < Net::layers; ++k) {
      const float scale = 1.0f / __builtin_sqrtf(float(Net::width(k)));
      for (int i = Net::offset(k); i < Net::offset(k + 1); ++i) p[std::size_t(i)] = scale * uniform();
    }
  }

  static const Problem& get() {
    static const Problem problem;
    return problem;
  }
};

// The loss of the outputs y (N x Out), and into g its gradient, for contenders that have nothing faster of their own.
template <class Net, int N>
float loss_and_gradient(const float* y, float* g) {
  const auto& problem = Problem<Net, N>::get();
  constexpr int out = Net::out;
  float loss = 0;
  if constexpr (Net::classifies) {
    for (int s = 0; s < N; ++s, y += out, g += out) {
      float most = y[0], sum = 0;
      for (int j = 1; j < out; ++j) most = y[j] > most ? y[j] : most;
      for (int j = 0; j < out; ++j) sum += g[j] = std::exp(y[j] - most);
      const int wanted = problem.classes[std::size_t(s)];
      loss += most + std::log(sum) - y[wanted];
      for (int j = 0; j < out; ++j) g[j] = (g[j] / sum - float(j == wanted)) * (1.0f / float(N));
    }
    return loss / float(N);
  } else {
    const float* t = problem.t.data();
    double sum = 0;
    for (int s = 0; s < N; ++s, y += out, t += out, g += out) {
      loss = 0;
      for (int j = 0; j < out; ++j) {
        const float e = y[j] - t[j];
        loss += e * e;
        g[j] = 2.0f / float(N * out) * e;
      }
      sum += double(loss);
    }
    return float(sum / (N * out));
  }
}

}  // namespace bench
