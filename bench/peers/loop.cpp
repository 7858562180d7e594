// SPDX-License-Identifier: BSL-1.0
// What one writes without a library: loops over one sample after another, libm's tanh. Weights are kept In x Out, so
// that the inner loops run along memory and vectorise without -ffast-math; the one sum across memory is split into
// sixteen by hand for the same reason.

#include <cmath>
#include <type_traits>

#include "contest.hpp"

namespace bench {

template <class Net, int N>
class Loop {
  static constexpr bool tanh_ = std::is_same_v<typename Net::Activation, Tanh>;
  static constexpr int widest = *std::max_element(Net::widths.begin(), Net::widths.end());

  std::vector<float> x_ = Problem<Net, N>::get().x, t_ = Problem<Net, N>::get().t, y_ = std::vector<float>(t_.size());
  alignas(64) float p_[Net::parameters], dp_[Net::parameters];  // like Net's list, but for weights In x Out
  alignas(64) float a_[Net::layers + 1][widest];                // inputs of the layers, and the output
  float lr_;

 public:
  static constexpr const char* name = "loop";

  explicit Loop(float lr) : lr_(lr) {
    const float* from = Problem<Net, N>::get().p.data();
    each_parameter([&](int mine, int theirs) { p_[mine] = from[theirs]; });
  }
  float* input() { return x_.data(); }
  void parameters(float* to) const {
    each_parameter([&](int mine, int theirs) { to[theirs] = p_[mine]; });
  }

  const float* forward() {
    for (int s = 0; s < N; ++s) {
      ahead(s);
      std::copy_n(a_[Net::layers], Net::out, &y_[std::size_t(s * Net::out)]);
    }
    return y_.data();
  }

  float step() {
    for (float& d : dp_) d = 0;
    double loss = 0;
    for (int s = 0; s < N; ++s) {
      ahead(s);
      alignas(64) float g[widest];
      loss += double(one_loss(s, g));
      back<Net::layers - 1>(g);
    }
    for (int i = 0; i < Net::parameters; ++i) p_[i] -= lr_ * dp_[i];
    return float(loss);
  }

 private:
  float one_loss(int s, float* g) const {
    const float* y = a_[Net::layers];
    float loss = 0;
    if constexpr (Net::classifies) {
      float most = y[0], sum = 0;
      for (int j = 1; j < Net::out; ++j) most = y[j] > most ? y[j] : most;
      for (int j = 0; j < Net::out; ++j) sum += g[j] = std::exp(y[j] - most);
      const int wanted = Problem<Net, N>::get().classes[std::size_t(s)];
      for (int j = 0; j < Net::out; ++j) g[j] = (g[j] / sum - float(j == wanted)) * (1.0f / float(N));
      return (most + std::log(sum) - y[wanted]) / float(N);
    }
    for (int j = 0; j < Net::out; ++j) {
      const float e = y[j] - t_[std::size_t(s * Net::out + j)];
      loss += e * e;
      g[j] = 2.0f / float(N * Net::out) * e;
    }
    return loss / float(N * Net::out);
  }

  template <class F>
  static void each_parameter(F f) {
    for (int k = 0; k < Net::layers; ++k) {
      const int in = Net::width(k), out = Net::width(k + 1), w = Net::offset(k);
      for (int j = 0; j < out; ++j) {
        for (int i = 0; i < in; ++i) f(w + i * out + j, w + j * in + i);
        f(w + in * out + j, w + in * out + j);
      }
    }
  }

  template <int K = 0>
  void ahead(int s) {
    constexpr int in = Net::width(K), out = Net::width(K + 1);
    if constexpr (K == 0) std::copy_n(&x_[std::size_t(s * in)], in, a_[0]);
    const float *w = p_ + Net::offset(K), *b = w + in * out;
    float z[out];
    for (int j = 0; j < out; ++j) z[j] = b[j];
    for (int i = 0; i < in; ++i)
      for (int j = 0; j < out; ++j) z[j] += w[i * out + j] * a_[K][i];
    for (int j = 0; j < out; ++j) {
      if constexpr (K + 1 == Net::layers) a_[K + 1][j] = z[j];
      else if constexpr (tanh_) a_[K + 1][j] = std::tanh(z[j]);
      else a_[K + 1][j] = z[j] > 0.0f ? z[j] : 0.0f;
    }
    if constexpr (K + 1 < Net::layers) ahead<K + 1>(s);
  }

  template <int K>
  void back(const float* g) {
    constexpr int in = Net::width(K), out = Net::width(K + 1);
    const float *w = p_ + Net::offset(K), *x = a_[K];
    float* __restrict dw = dp_ + Net::offset(K), * __restrict db = dw + in * out;
    for (int i = 0; i < in; ++i)
      for (int j = 0; j < out; ++j) dw[i * out + j] += x[i] * g[j];
    for (int j = 0; j < out; ++j) db[j] += g[j];
    if constexpr (K > 0) {
      alignas(64) float gx[widest];
      for (int i = 0; i < in; ++i) gx[i] = dot<out>(w + i * out, g) * (tanh_ ? 1.0f - x[i] * x[i] : float(x[i] > 0.0f));
      back<K - 1>(gx);
    }
  }

  template <int Length>
  static float dot(const float* a, const float* b) {
    float part[16]{}, sum = 0;
    for (int j = 0; j + 16 <= Length; j += 16)
      for (int l = 0; l < 16; ++l) part[l] += a[j + l] * b[j + l];
    for (int j = Length / 16 * 16; j < Length; ++j) part[j % 16] += a[j] * b[j];
    for (float v : part) sum += v;
    return sum;
  }
};

const bool loop = enlist<Loop>();

}  // namespace bench
