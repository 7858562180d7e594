// SPDX-License-Identifier: BSL-1.0
#pragma once

// The task that all contenders share: a chain of fully connected layers with one activation between them (none after
// the last), the mean squared error, and gradient descent. A network is a type; its parameters are a flat list, layer
// by layer: weight (Out x In, row major), then bias.

#include <array>
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

  static std::string name() {
    std::string s;
    for (int w : widths) s.append(s.empty() ? "" : "-").append(std::to_string(w));
    return s.append(" ").append(Act::name);
  }
};

// Samples (N x In), targets (N x Out) and initial parameters: uniform in [-1, 1), parameters scaled by 1 / sqrt(In) as
// PyTorch does.
template <class Net, int N>
struct Problem {
  std::vector<float> x, t, p;

  Problem() : x(std::size_t(N) * Net::in), t(std::size_t(N) * Net::out), p(std::size_t(Net::parameters)) {
    std::uint64_t state = 42;
    auto uniform = [&] {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return float(state >> 40) / float(1 << 23) - 1.0f;
    };
    for (float& v : x) v = uniform();
    for (float& v : t) v = uniform();
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

}  // namespace bench
