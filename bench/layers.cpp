// SPDX-License-Identifier: BSL-1.0
// Layers of values with a shape beside what one writes without a library: plain loops over floats, with the compiler's
// own exp and tanh, that compute the same numbers. 64 samples, and one. Prints microseconds: the best of many calls,
// both taken in turns. "gradient" is a loss (MSELoss), its gradient, and the forward that they need.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctnn/ctnn.hpp>
#include <memory>
#include <vector>

namespace {

using namespace ctnn;

using Floats = std::vector<float>;

float sigmoid_of(float x) { return 1 / (1 + std::exp(-x)); }

// Each layer as loops over so many samples: y of x and of the parameters p, in torch's order, in a row; and what of it
// a gradient needs: dp (or dx, of layers without parameters) of dy. Numbers and results of all samples in a row, as
// torch stores them.

template <int samples, int T, int In, int Out>
struct LinearLoops {
  using net = Seq<Input<T, In>, Linear<In, Out>>;
  using X = Tensor<float, samples, T, In>;
  void forward(const float* x, const float* p, float* y) const {
    for (int s = 0; s < samples * T; ++s)
      for (int o = 0; o < Out; ++o) {
        float sum = p[Out * In + o];
        for (int i = 0; i < In; ++i) sum += p[o * In + i] * x[s * In + i];
        y[s * Out + o] = sum;
      }
  }
  void backward(const float* x, const float*, const float*, const float* dy, float* dp) const {
    for (int s = 0; s < samples * T; ++s)
      for (int o = 0; o < Out; ++o) {
        for (int i = 0; i < In; ++i) dp[o * In + i] += dy[s * Out + o] * x[s * In + i];
        dp[Out * In + o] += dy[s * Out + o];
      }
  }
};

// In x H x W to Out x (H - K + 1) x (W - K + 1); the loop over positions is the inner one, so that it vectorises.
template <int samples, int In, int Out, int H, int W, int KH, int KW>
struct ConvLoops {
  static constexpr int h = H - KH + 1, w = W - KW + 1, weights = Out * In * KH * KW;
  static int at(int o, int i, int k, int l) { return ((o * In + i) * KH + k) * KW + l; }
  void forward(const float* x, const float* p, float* y) const {
    for (int b = 0; b < samples; ++b)
      for (int o = 0; o < Out; ++o)
        for (int r = 0; r < h; ++r) {
          float sum[w];
          for (float& s : sum) s = p[weights + o];
          for (int i = 0; i < In; ++i)
            for (int k = 0; k < KH; ++k)
              for (int l = 0; l < KW; ++l)
                for (int c = 0; c < w; ++c) sum[c] += p[at(o, i, k, l)] * x[((b * In + i) * H + r + k) * W + c + l];
          for (int c = 0; c < w; ++c) y[((b * Out + o) * h + r) * w + c] = sum[c];
        }
  }
  void backward(const float* x, const float*, const float*, const float* dy, float* dp) const {
    for (int b = 0; b < samples; ++b)
      for (int o = 0; o < Out; ++o)
        for (int r = 0; r < h; ++r) {
          const float* g = dy + ((b * Out + o) * h + r) * w;
          for (int c = 0; c < w; ++c) dp[weights + o] += g[c];
          for (int i = 0; i < In; ++i)
            for (int k = 0; k < KH; ++k)
              for (int l = 0; l < KW; ++l) {
                float sum = 0;
                for (int c = 0; c < w; ++c) sum += g[c] * x[((b * In + i) * H + r + k) * W + c + l];
                dp[at(o, i, k, l)] += sum;
              }
        }
  }
};
template <int samples>
struct Conv2dLoops : ConvLoops<samples, 6, 16, 14, 14, 5, 5> {
  using net = Seq<Input<6, 14, 14>, Conv2d<6, 16, 5>>;
  using X = Tensor<float, samples, 6, 14, 14>;
};
template <int samples>
struct Conv1dLoops : ConvLoops<samples, 8, 16, 1, 64, 1, 5> {
  using net = Seq<Input<8, 64>, Conv1d<8, 16, 5>>;
  using X = Tensor<float, samples, 8, 64>;
};

template <int samples>
struct MaxPoolLoops {  // 6 x 28 x 28
  using net = Seq<Input<6, 28, 28>, MaxPool2d<2>>;
  using X = Tensor<float, samples, 6, 28, 28>;
  void forward(const float* x, const float*, float* y) const {
    for (int c = 0; c < samples * 6; ++c)
      for (int p = 0; p < 14; ++p)
        for (int q = 0; q < 14; ++q) {
          const float* of = x + (c * 28 + 2 * p) * 28 + 2 * q;
          y[(c * 14 + p) * 14 + q] = std::max(std::max(of[0], of[1]), std::max(of[28], of[29]));
        }
  }
  void backward(const float* x, const float*, const float*, const float* dy, float* dx) const {
    for (int c = 0; c < samples * 6; ++c)
      for (int p = 0; p < 14; ++p)
        for (int q = 0; q < 14; ++q) {
          const int first = (c * 28 + 2 * p) * 28 + 2 * q;
          int most = first;
          for (int d : {1, 28, 29})
            if (x[first + d] > x[most]) most = first + d;
          dx[most] += dy[(c * 14 + p) * 14 + q];
        }
  }
};
template <int samples>
struct AvgPoolLoops {
  using net = Seq<Input<6, 28, 28>, AvgPool2d<2>>;
  using X = Tensor<float, samples, 6, 28, 28>;
  void forward(const float* x, const float*, float* y) const {
    for (int c = 0; c < samples * 6; ++c)
      for (int p = 0; p < 14; ++p)
        for (int q = 0; q < 14; ++q) {
          const float* of = x + (c * 28 + 2 * p) * 28 + 2 * q;
          y[(c * 14 + p) * 14 + q] = (of[0] + of[1] + of[28] + of[29]) / 4;
        }
  }
  void backward(const float*, const float*, const float*, const float* dy, float* dx) const {
    for (int c = 0; c < samples * 6; ++c)
      for (int p = 0; p < 28; ++p)
        for (int q = 0; q < 28; ++q) dx[(c * 28 + p) * 28 + q] = dy[(c * 14 + p / 2) * 14 + q / 2] / 4;
  }
};

template <int samples>
struct SoftmaxLoops {  // 16 x 32, over the last axis
  using net = Seq<Input<16, 32>, SoftmaxAlong<-1>>;
  using X = Tensor<float, samples, 16, 32>;
  void forward(const float* x, const float*, float* y) const {
    for (int s = 0; s < samples * 16; ++s, x += 32, y += 32) {
      const float most = *std::max_element(x, x + 32);
      float sum = 0;
      for (int i = 0; i < 32; ++i) sum += y[i] = std::exp(x[i] - most);
      for (int i = 0; i < 32; ++i) y[i] /= sum;
    }
  }
  void backward(const float*, const float*, const float* y, const float* dy, float* dx) const {
    for (int s = 0; s < samples * 16; ++s, y += 32, dy += 32, dx += 32) {
      float sum = 0;
      for (int i = 0; i < 32; ++i) sum += y[i] * dy[i];
      for (int i = 0; i < 32; ++i) dx[i] = y[i] * (dy[i] - sum);
    }
  }
};
template <int samples>
struct LayerNormLoops {
  using net = Seq<Input<16, 32>, LayerNormOver<32>>;
  using X = Tensor<float, samples, 16, 32>;
  struct Moments {
    float mean = 0, scale = 0;
    explicit Moments(const float* x) {
      float var = 0;
      for (int i = 0; i < 32; ++i) mean += x[i] / 32;
      for (int i = 0; i < 32; ++i) var += (x[i] - mean) * (x[i] - mean) / 32;
      scale = 1 / std::sqrt(var + 1e-5f);
    }
  };
  void forward(const float* x, const float* p, float* y) const {
    for (int s = 0; s < samples * 16; ++s, x += 32, y += 32) {
      const Moments m(x);
      for (int i = 0; i < 32; ++i) y[i] = (x[i] - m.mean) * m.scale * p[i] + p[32 + i];
    }
  }
  void backward(const float* x, const float*, const float*, const float* dy, float* dp) const {
    for (int s = 0; s < samples * 16; ++s, x += 32, dy += 32) {
      const Moments m(x);
      for (int i = 0; i < 32; ++i) dp[i] += dy[i] * (x[i] - m.mean) * m.scale, dp[32 + i] += dy[i];
    }
  }
};
template <int samples>
struct GLULoops {
  using net = Seq<Input<16, 32>, GLU>;
  using X = Tensor<float, samples, 16, 32>;
  void forward(const float* x, const float*, float* y) const {
    for (int s = 0; s < samples * 16; ++s, x += 32, y += 16)
      for (int i = 0; i < 16; ++i) y[i] = x[i] * sigmoid_of(x[16 + i]);
  }
  void backward(const float* x, const float*, const float*, const float* dy, float* dx) const {
    for (int s = 0; s < samples * 16; ++s, x += 32, dx += 32, dy += 16)
      for (int i = 0; i < 16; ++i) {
        const float gate = sigmoid_of(x[16 + i]);
        dx[i] = dy[i] * gate, dx[16 + i] = dy[i] * x[i] * gate * (1 - gate);
      }
  }
};

template <int samples, int T, int H>
struct LSTMLoops {  // of one input a step
  using net = Seq<Input<T, 1>, LSTM<1, H>>;
  using X = Tensor<float, samples, T, 1>;
  // The gates i, f, g, o of a step, and its cell state.
  struct Step {
    float gate[4 * H], cell[H];
    void compute(float x, const float* h, const float* before, const float* p) {
      for (int r = 0; r < 4 * H; ++r) {
        float sum = p[r] * x + p[4 * H * (H + 1) + r] + p[4 * H * (H + 2) + r];
        for (int j = 0; j < H; ++j) sum += p[4 * H + r * H + j] * h[j];
        gate[r] = r / H == 2 ? std::tanh(sum) : sigmoid_of(sum);
      }
      for (int k = 0; k < H; ++k) cell[k] = gate[H + k] * before[k] + gate[k] * gate[2 * H + k];
    }
  };
  static constexpr float zeros[H] = {};
  void forward(const float* x, const float* p, float* y) const {
    for (int b = 0; b < samples; ++b) {
      Step now, before;
      for (int t = 0; t < T; ++t, ++x, y += H) {
        now.compute(*x, t == 0 ? zeros : y - H, t == 0 ? zeros : before.cell, p);
        for (int k = 0; k < H; ++k) y[k] = now.gate[3 * H + k] * std::tanh(now.cell[k]);
        before = now;
      }
    }
  }
  // Backpropagation through time.
  void backward(const float* x, const float* p, const float* y, const float* dy, float* dp) const {
    for (int b = 0; b < samples; ++b, x += T, y += T * H, dy += T * H) {
      Step step[T];
      for (int t = 0; t < T; ++t)
        step[t].compute(x[t], t == 0 ? zeros : y + (t - 1) * H, t == 0 ? zeros : step[t - 1].cell, p);
      float dh[H] = {}, dc[H] = {};
      for (int t = T - 1; t >= 0; --t) {
        float da[4 * H];
        const float* const g = step[t].gate;
        const float *before = t == 0 ? zeros : step[t - 1].cell, *h = t == 0 ? zeros : y + (t - 1) * H;
        for (int k = 0; k < H; ++k) {
          const float out = std::tanh(step[t].cell[k]), dhk = dh[k] + dy[t * H + k];
          dc[k] += dhk * g[3 * H + k] * (1 - out * out);
          da[k] = dc[k] * g[2 * H + k] * g[k] * (1 - g[k]);
          da[H + k] = dc[k] * before[k] * g[H + k] * (1 - g[H + k]);
          da[2 * H + k] = dc[k] * g[k] * (1 - g[2 * H + k] * g[2 * H + k]);
          da[3 * H + k] = dhk * out * g[3 * H + k] * (1 - g[3 * H + k]);
          dc[k] *= g[H + k], dh[k] = 0;
        }
        for (int r = 0; r < 4 * H; ++r) {
          dp[r] += da[r] * x[t], dp[4 * H * (H + 1) + r] += da[r], dp[4 * H * (H + 2) + r] += da[r];
          for (int j = 0; j < H; ++j) dp[4 * H + r * H + j] += da[r] * h[j], dh[j] += da[r] * p[4 * H + r * H + j];
        }
      }
    }
  }
};

template <int samples, int T, int W>
struct AttentionLoops {  // forward alone
  using net = Seq<Input<T, W>, SelfAttention<W>>;
  using X = Tensor<float, samples, T, W>;
  void forward(const float* x, const float* p, float* y) const {
    const float *in_bias = p + 3 * W * W, *out = in_bias + 3 * W, *out_bias = out + W * W;
    for (int b = 0; b < samples; ++b, x += T * W, y += T * W) {
      float qkv[T][3 * W], mixed[T][W];
      for (int t = 0; t < T; ++t)
        for (int r = 0; r < 3 * W; ++r) {
          float sum = in_bias[r];
          for (int i = 0; i < W; ++i) sum += p[r * W + i] * x[t * W + i];
          qkv[t][r] = sum;
        }
      for (int t = 0; t < T; ++t) {
        float a[T], most = -INFINITY, all = 0;
        for (int u = 0; u < T; ++u) {
          a[u] = 0;
          for (int i = 0; i < W; ++i) a[u] += qkv[t][i] * qkv[u][W + i];
          a[u] /= std::sqrt(float(W)), most = std::max(most, a[u]);
        }
        for (float& v : a) all += v = std::exp(v - most);
        for (int i = 0; i < W; ++i) mixed[t][i] = 0;
        for (int u = 0; u < T; ++u)
          for (int i = 0; i < W; ++i) mixed[t][i] += a[u] / all * qkv[u][2 * W + i];
      }
      for (int t = 0; t < T; ++t)
        for (int o = 0; o < W; ++o) {
          float sum = out_bias[o];
          for (int i = 0; i < W; ++i) sum += out[o * W + i] * mixed[t][i];
          y[t * W + o] = sum;
        }
    }
  }
};

double microseconds(int times, auto&& run) {
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  for (int k = 0; k < times; ++k) run(), benchmark::ClobberMemory();
  return std::chrono::duration<double, std::micro>(clock::now() - start).count() / times;
}
// Both in turns, for half a second at least; so many times that a clock tells.
void compare(const char* name, const char* what, auto&& ours, auto&& loops) {
  double best[2] = {INFINITY, INFINITY}, spent = 0;
  const int times = microseconds(1, loops) < 20 ? 20 : 1;
  for (int k = 0; k < 5 || spent < 5e5; ++k) {
    const double now[] = {microseconds(times, ours), microseconds(times, loops)};
    for (int i : {0, 1}) best[i] = std::min(best[i], now[i]), spent += times * now[i];
  }
  std::printf("%-14s %-9s %10.2f %10.2f %7.2f\n", name, what, best[0], best[1], best[1] / best[0]);
  std::fflush(stdout);
}
// Whoever computes something else is no contender.
void same(const char* name, const char* what, const float* ours, const Floats& loops) {
  float most = 1e-3f;
  for (float v : loops) most = std::max(most, std::fabs(v));
  for (std::size_t k = 0; k < loops.size(); ++k)
    if (!(std::fabs(ours[k] - loops[k]) <= 1e-4f * most)) {
      std::fprintf(stderr, "%s, %s: number %zu is %g and should be %g\n", name, what, k, double(ours[k]),
                   double(loops[k]));
      std::exit(1);
    }
}

template <int... E>
TensorView<float, E...> view(Tensor<float, E...>& t) {
  return t;
}

template <class Loops>
void contest(const char* name) {
  using Net = typename Loops::net;
  using X = typename Loops::X;
  Generator rng{7};
  const auto model = std::make_unique<Model<Net>>(rng);
  const auto space = std::make_unique<Workspace<Net>>();
  const auto x = std::make_unique<X>();
  for (float& v : *x) v = randn<float, 1>(rng)(0);
  const auto y = std::make_unique<decltype((*model)(*x))>((*model)(*x));
  auto t = std::make_unique<std::remove_cvref_t<decltype(*y)>>(*y);
  for (float& v : *t) v += randn<float, 1>(rng)(0);
  Floats p, result(y->size()), dy(y->size());
  for_each_parameter(
      [&](const char*, const auto& w) {
        for (float v : w.tensor()) p.push_back(v);
      },
      *model);

  const Loops loops;
  const auto forward = [&] { loops.forward(x->data(), p.data(), result.data()); };
  forward();
  same(name, "forward", y->data(), result);
  compare(
      name, "forward", [&] { (*model)(*x, view(*y), *space); }, forward);
  if constexpr (requires { loops.backward(nullptr, nullptr, nullptr, nullptr, nullptr); }) {
    Floats gradient(p.empty() ? x->size() : p.size());
    float loss = 0;
    const auto backward = [&] {
      forward();
      loss = 0;
      const float scale = 2 / float(y->size());
      for (std::size_t k = 0; k < dy.size(); ++k) {
        const float e = result[k] - t->data()[k];
        loss += e * e, dy[k] = scale * e;
      }
      std::fill(gradient.begin(), gradient.end(), 0.f);
      loops.backward(x->data(), p.data(), result.data(), dy.data(), gradient.data());
    };
    backward();
    Floats ours;
    if (p.empty()) {
      const auto dx = std::make_unique<X>();
      const auto run = [&] { input_gradient(MSELoss{}, *model, *x, *t, view(*dx), *space); };
      run();
      same(name, "gradient", dx->data(), gradient);
      compare(name, "gradient", run, backward);
    } else {
      const auto grad = std::make_unique<Gradient<Net>>();
      const auto run = [&] { benchmark::DoNotOptimize(value_and_grad(MSELoss{}, *model, *x, *t, *grad, *space)); };
      run();
      for_each_parameter(
          [&](const char*, const auto& w) {
            for (float v : w.tensor()) ours.push_back(v);
          },
          *grad);
      same(name, "gradient", ours.data(), gradient);
      compare(name, "gradient", run, backward);
    }
    benchmark::DoNotOptimize(loss);
  }
}

}  // namespace

template <int samples>
void contests() {
  std::printf("%-14s %-9s %10s %10s %7s\n", samples == 1 ? "1 sample, us" : "64 samples, us", "", "ctnn", "loops",
              "faster");
  contest<LinearLoops<samples, 16, 32, 32>>("Linear");
  contest<Conv1dLoops<samples>>("Conv1d");
  contest<Conv2dLoops<samples>>("Conv2d");
  contest<MaxPoolLoops<samples>>("MaxPool2d");
  contest<AvgPoolLoops<samples>>("AvgPool2d");
  contest<SoftmaxLoops<samples>>("Softmax");
  contest<LayerNormLoops<samples>>("LayerNorm");
  contest<GLULoops<samples>>("GLU");
  contest<LSTMLoops<samples, 64, 20>>("LSTM");
  contest<AttentionLoops<samples, 16, 32>>("SelfAttention");
}

int main() {
  contests<64>();
  contests<1>();
}
