// SPDX-License-Identifier: BSL-1.0
// What a network means, by plain loops in double: forward, loss and backward of a network type, a layer at a time and a
// number at a time. Nothing here is shared with the engine; the laws hold the engine to it, and interpreter.cpp holds
// it to its own finite differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctnn/ctnn.hpp>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace laws {

// One row a sample.
struct Rows {
  int samples = 0, width = 0;
  std::vector<double> values{};

  Rows() = default;
  Rows(int s, int w) : samples(s), width(w), values(std::size_t(s) * std::size_t(w)) {}
  double& operator()(int s, int f) { return values[std::size_t(s) * std::size_t(width) + std::size_t(f)]; }
  double operator()(int s, int f) const { return values[std::size_t(s) * std::size_t(width) + std::size_t(f)]; }
};

// A parameter's number and its gradient, or a number of a buffer.
struct Number {
  double value = 0, gradient = 0;
};

// How a pass is made, and how near it came to a kink, where rounding decides which way a gradient goes.
struct Pass {
  bool training = true;
  double clearance = std::numeric_limits<double>::infinity();

  void kink(double distance) { clearance = std::min(clearance, std::abs(distance)); }
};

// A layer remembers what it saw in forward. each(place, f) pairs the numbers of the engine's place, a model or a
// gradient, with the layer's own: f(the engine's, ours). each_buffer does so for the buffers of a model.
template <class L>
struct Layer;

struct NoParameters {
  void each(auto&&, auto) {}
  void each_buffer(auto&&, auto) {}
};

template <int In, int Out, bool Bias>
struct Layer<ctnn::Linear<In, Out, Bias>> {
  Number weight[Out][In], bias[Out];
  Rows x;

  Rows forward(const Rows& input, Pass&) {
    x = input;
    Rows y(x.samples, Out);
    for (int s = 0; s < x.samples; ++s)
      for (int j = 0; j < Out; ++j) {
        y(s, j) = bias[j].value;
        for (int i = 0; i < In; ++i) y(s, j) += weight[j][i].value * x(s, i);
      }
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx(x.samples, In);
    for (int j = 0; j < Out; ++j) {
      bias[j].gradient = 0;
      for (int i = 0; i < In; ++i) weight[j][i].gradient = 0;
    }
    for (int s = 0; s < x.samples; ++s)
      for (int j = 0; j < Out; ++j) {
        bias[j].gradient += g(s, j);
        for (int i = 0; i < In; ++i) {
          weight[j][i].gradient += g(s, j) * x(s, i);
          dx(s, i) += g(s, j) * weight[j][i].value;
        }
      }
    return dx;
  }
  void each(auto&& place, auto f) {
    for (int j = 0; j < Out; ++j) {
      for (int i = 0; i < In; ++i) f(place.weight(j, i), weight[j][i]);
      if constexpr (Bias) f(place.bias(j), bias[j]);
    }
  }
  void each_buffer(auto&&, auto) {}
};

// What works number by number: Curve says its value, its slope, and how far a point lies from the nearest kink.
template <class Curve>
struct Mapped : NoParameters {
  Rows x;

  Rows forward(const Rows& input, Pass& pass) {
    x = input;
    Rows y = x;
    for (double& v : y.values) pass.kink(Curve::kink(v)), v = Curve::value(v);
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx = g;
    for (std::size_t i = 0; i < dx.values.size(); ++i) dx.values[i] *= Curve::slope(x.values[i]);
    return dx;
  }
};
struct Smooth {
  static double kink(double) { return 1; }
};
struct IdentityCurve : Smooth {
  static double value(double x) { return x; }
  static double slope(double) { return 1; }
};
struct TanhCurve : Smooth {
  static double value(double x) { return std::tanh(x); }
  static double slope(double x) { return 1 / (std::cosh(x) * std::cosh(x)); }
};
struct SigmoidCurve : Smooth {
  static double value(double x) { return 1 / (1 + std::exp(-x)); }
  static double slope(double x) { return value(x) * value(-x); }
};
struct ReLUCurve {
  static double value(double x) { return x > 0 ? x : 0; }
  static double slope(double x) { return x > 0 ? 1 : 0; }
  static double kink(double x) { return x; }
};
template <ctnn::Num Low, ctnn::Num High>
struct HardtanhCurve {
  static double value(double x) { return x < Low.value ? Low.value : x > High.value ? High.value : x; }
  static double slope(double x) { return x > Low.value && x < High.value ? 1 : 0; }
  static double kink(double x) { return std::min(std::abs(x - Low.value), std::abs(x - High.value)); }
};
template <>
struct Layer<ctnn::Identity> : Mapped<IdentityCurve> {};
template <>
struct Layer<ctnn::Tanh> : Mapped<TanhCurve> {};
template <>
struct Layer<ctnn::Sigmoid> : Mapped<SigmoidCurve> {};
template <>
struct Layer<ctnn::ReLU> : Mapped<ReLUCurve> {};
template <ctnn::Num Low, ctnn::Num High>
struct Layer<ctnn::Hardtanh<Low, High>> : Mapped<HardtanhCurve<Low, High>> {};

// exp(x) divided by its sum over a row.
inline Rows softmax(const Rows& x) {
  Rows y = x;
  for (int s = 0; s < x.samples; ++s) {
    double top = -std::numeric_limits<double>::infinity(), total = 0;
    for (int f = 0; f < x.width; ++f) top = std::max(top, x(s, f));
    for (int f = 0; f < x.width; ++f) total += y(s, f) = std::exp(x(s, f) - top);
    for (int f = 0; f < x.width; ++f) y(s, f) /= total;
  }
  return y;
}
// Its logarithm, without the way round that loses small numbers.
inline Rows log_softmax(const Rows& x) {
  Rows y = x;
  for (int s = 0; s < x.samples; ++s) {
    double top = -std::numeric_limits<double>::infinity(), total = 0;
    for (int f = 0; f < x.width; ++f) top = std::max(top, x(s, f));
    for (int f = 0; f < x.width; ++f) total += std::exp(x(s, f) - top);
    for (int f = 0; f < x.width; ++f) y(s, f) = x(s, f) - top - std::log(total);
  }
  return y;
}

// d y_j / d x_i = y_j ((i == j) - y_i).
template <>
struct Layer<ctnn::Softmax> : NoParameters {
  Rows y;

  Rows forward(const Rows& x, Pass&) { return y = softmax(x); }
  Rows backward(const Rows& g) {
    Rows dx(g.samples, g.width);
    for (int s = 0; s < g.samples; ++s)
      for (int i = 0; i < g.width; ++i)
        for (int j = 0; j < g.width; ++j) dx(s, i) += g(s, j) * y(s, j) * ((i == j) - y(s, i));
    return dx;
  }
};
// d y_j / d x_i = (i == j) - softmax_i.
template <>
struct Layer<ctnn::LogSoftmax> : NoParameters {
  Rows p;

  Rows forward(const Rows& x, Pass&) {
    p = softmax(x);
    return log_softmax(x);
  }
  Rows backward(const Rows& g) {
    Rows dx(g.samples, g.width);
    for (int s = 0; s < g.samples; ++s)
      for (int i = 0; i < g.width; ++i)
        for (int j = 0; j < g.width; ++j) dx(s, i) += g(s, j) * ((i == j) - p(s, i));
    return dx;
  }
};

// (x - mean) / sqrt(variance + eps) of a few numbers, and how an adjoint of that reaches them:
// d h_j / d x_i = ((i == j) - 1/n - h_i h_j / n) / sqrt(variance + eps).
struct Normalised {
  std::vector<double> h;
  double mean = 0, variance = 0, scale = 0;

  Normalised() = default;
  Normalised(const std::vector<double>& x, double eps) : h(x) {
    const double n = double(x.size());
    for (double v : x) mean += v / n;
    for (double v : x) variance += (v - mean) * (v - mean) / n;
    scale = 1 / std::sqrt(variance + eps);
    for (double& v : h) v = (v - mean) * scale;
  }
  std::vector<double> backward(const std::vector<double>& g) const {
    const double n = double(h.size());
    double sum = 0, along = 0;
    for (std::size_t j = 0; j < h.size(); ++j) sum += g[j], along += g[j] * h[j];
    std::vector<double> dx(h.size());
    for (std::size_t i = 0; i < h.size(); ++i) dx[i] = (g[i] - sum / n - h[i] * along / n) * scale;
    return dx;
  }
};

template <int Features, ctnn::Num Eps>
struct Layer<ctnn::LayerNorm<Features, Eps>> {
  Number weight[Features], bias[Features];
  std::vector<Normalised> rows;

  Rows forward(const Rows& x, Pass&) {
    Rows y = x;
    rows.clear();
    for (int s = 0; s < x.samples; ++s) {
      std::vector<double> row;
      for (int f = 0; f < Features; ++f) row.push_back(x(s, f));
      rows.emplace_back(row, Eps.value);
      for (int f = 0; f < Features; ++f) y(s, f) = rows.back().h[std::size_t(f)] * weight[f].value + bias[f].value;
    }
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx = g;
    for (int f = 0; f < Features; ++f) weight[f].gradient = bias[f].gradient = 0;
    for (int s = 0; s < g.samples; ++s) {
      const Normalised& row = rows[std::size_t(s)];
      std::vector<double> inner;
      for (int f = 0; f < Features; ++f) {
        weight[f].gradient += g(s, f) * row.h[std::size_t(f)], bias[f].gradient += g(s, f);
        inner.push_back(g(s, f) * weight[f].value);
      }
      inner = row.backward(inner);
      for (int f = 0; f < Features; ++f) dx(s, f) = inner[std::size_t(f)];
    }
    return dx;
  }
  void each(auto&& place, auto f) {
    for (int i = 0; i < Features; ++i) f(place.weight(i), weight[i]), f(place.bias(i), bias[i]);
  }
  void each_buffer(auto&&, auto) {}
};

template <int Features, ctnn::Num Eps, ctnn::Num Momentum>
struct Layer<ctnn::BatchNorm1d<Features, Eps, Momentum>> {
  Number weight[Features], bias[Features], running_mean[Features], running_var[Features];
  bool training = true;
  std::vector<Normalised> columns;

  Rows forward(const Rows& x, Pass& pass) {
    training = pass.training;
    Rows y = x;
    columns.assign(std::size_t(Features), Normalised{});
    for (int f = 0; f < Features; ++f) {
      std::vector<double> column;
      for (int s = 0; s < x.samples; ++s) column.push_back(x(s, f));
      Normalised& c = columns[std::size_t(f)] = Normalised(column, Eps.value);
      if (training) {
        const double n = x.samples;
        running_mean[f].value += Momentum.value * (c.mean - running_mean[f].value);
        running_var[f].value += Momentum.value * (c.variance * n / (n - 1) - running_var[f].value);
      } else {
        c.scale = 1 / std::sqrt(running_var[f].value + Eps.value);
        for (int s = 0; s < x.samples; ++s) c.h[std::size_t(s)] = (x(s, f) - running_mean[f].value) * c.scale;
      }
      for (int s = 0; s < x.samples; ++s) y(s, f) = c.h[std::size_t(s)] * weight[f].value + bias[f].value;
    }
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx = g;
    for (int f = 0; f < Features; ++f) {
      const Normalised& c = columns[std::size_t(f)];
      weight[f].gradient = bias[f].gradient = 0;
      std::vector<double> inner;
      for (int s = 0; s < g.samples; ++s) {
        weight[f].gradient += g(s, f) * c.h[std::size_t(s)], bias[f].gradient += g(s, f);
        inner.push_back(g(s, f) * weight[f].value);
      }
      if (training) inner = c.backward(inner);
      else
        for (double& v : inner) v *= c.scale;
      for (int s = 0; s < g.samples; ++s) dx(s, f) = inner[std::size_t(s)];
    }
    return dx;
  }
  void each(auto&& place, auto f) {
    for (int i = 0; i < Features; ++i) f(place.weight(i), weight[i]), f(place.bias(i), bias[i]);
  }
  void each_buffer(auto&& place, auto f) {
    for (int i = 0; i < Features; ++i)
      f(place.running_mean(i), running_mean[i]), f(place.running_var(i), running_var[i]);
  }
};

template <class... L>
struct Layer<ctnn::Seq<L...>> {
  std::tuple<Layer<L>...> layers;

  Rows forward(Rows x, Pass& pass) {
    std::apply([&](auto&... layer) { ((x = layer.forward(x, pass)), ...); }, layers);
    return x;
  }
  Rows backward(Rows g) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((g = std::get<sizeof...(L) - 1 - I>(layers).backward(g)), ...);
    }
    (std::index_sequence_for<L...>{});
    return g;
  }
  void each(auto&& place, auto f) {
    inside([&](auto& layer, auto&& inner) { layer.each(inner, f); }, place);
  }
  void each_buffer(auto&& place, auto f) {
    inside([&](auto& layer, auto&& inner) { layer.each_buffer(inner, f); }, place);
  }

 private:
  void inside(auto f, auto& place) {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (f(std::get<std::size_t(I)>(layers), place[std::integral_constant<int, I>{}]), ...);
    }
    (std::make_integer_sequence<int, int(sizeof...(L))>{});
  }
};

template <int... E, class... L>
struct Layer<ctnn::Seq<ctnn::Input<E...>, L...>> : Layer<ctnn::Seq<L...>> {};
template <ctnn::fixed_string N, class L>
struct Layer<ctnn::Named<N, L>> : Layer<L> {};

template <class... L>
struct Layer<ctnn::Residual<L...>> : Layer<ctnn::Seq<L...>> {
  using Inner = Layer<ctnn::Seq<L...>>;

  Rows forward(const Rows& x, Pass& pass) { return plus(x, Inner::forward(x, pass)); }
  Rows backward(const Rows& g) { return plus(g, Inner::backward(g)); }

 private:
  static Rows plus(Rows a, const Rows& b) {
    for (std::size_t i = 0; i < a.values.size(); ++i) a.values[i] += b.values[i];
    return a;
  }
};

// A loss of the result y and the targets t: its value, and how it changes with each number of y. Classes are targets of
// one column.
template <class L>
struct Loss;

template <>
struct Loss<ctnn::MSELoss> {
  static double value(const Rows& y, const Rows& t) {
    double sum = 0;
    for (std::size_t i = 0; i < y.values.size(); ++i) sum += (y.values[i] - t.values[i]) * (y.values[i] - t.values[i]);
    return sum / double(y.values.size());
  }
  static Rows slope(const Rows& y, const Rows& t) {
    Rows g = y;
    for (std::size_t i = 0; i < y.values.size(); ++i)
      g.values[i] = 2 * (y.values[i] - t.values[i]) / double(y.values.size());
    return g;
  }
};
template <>
struct Loss<ctnn::CrossEntropyLoss> {
  static double value(const Rows& y, const Rows& t) {
    const Rows p = log_softmax(y);
    double sum = 0;
    for (int s = 0; s < y.samples; ++s) sum -= p(s, int(t(s, 0)));
    return sum / y.samples;
  }
  static Rows slope(const Rows& y, const Rows& t) {
    Rows g = softmax(y);
    for (int s = 0; s < y.samples; ++s)
      for (int f = 0; f < y.width; ++f) g(s, f) = (g(s, f) - (f == int(t(s, 0)))) / y.samples;
    return g;
  }
};

}  // namespace laws
