// SPDX-License-Identifier: BSL-1.0
// A user's layers and losses, plain formulas, compute what the interpreter does: reductions over samples, features and
// both, one within the other, and numbers that are known at run time only.
#include "fusion.hpp"

using namespace ctnn;
using namespace ctnn::internals;
using laws::fuses_under_every_layout, laws::Rows;

namespace {

// x less the greatest of its row: that one receives what all others pass on.
struct BelowGreatest {
  constexpr auto operator()(auto x) const { return x - max(x, features); }
};
// x / sqrt(mean of all squares + 0.1).
struct WholeNorm {
  constexpr auto operator()(auto x) const { return x / sqrt(mean(square(x)) + 0.1); }
};
// The error in units of the root mean square of the targets' deviations from their mean: three reductions, two levels.
struct Unexplained {
  constexpr auto operator()(auto y, auto t) const {
    return sqrt(mean(square(y - t)) / mean(square(t - mean(t, batch))));
  }
};
// The variance of the error, weighted: the mean within depends on the result too.
struct Spread {
  double weight = 0.7, power = 2;
  constexpr auto operator()(auto y, auto t) const {
    auto e = y - t;
    return weight * mean(square(e - mean(e, batch))) / power + 0.25;
  }
};
// A vector of parameters, and one that does not reach the first sum.
struct Scale {
  static constexpr int in_features = 5, out_features = 5;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 5> scale;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...); }
  constexpr auto operator()(auto x, auto p) const { return x * p.scale * sum(x, features); }
};

}  // namespace

template <>
struct laws::Layer<BelowGreatest> : laws::NoParameters {
  std::vector<int> greatest;

  Rows forward(const Rows& x, Pass& pass) {
    Rows y = x;
    greatest.clear();
    for (int s = 0; s < x.samples; ++s) {
      int at = 0;
      for (int f = 1; f < x.width; ++f) at = x(s, f) > x(s, at) ? f : at;
      for (int f = 0; f < x.width; ++f) {
        y(s, f) = x(s, f) - x(s, at);
        if (f != at) pass.kink(y(s, f));
      }
      greatest.push_back(at);
    }
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx = g;
    for (int s = 0; s < g.samples; ++s)
      for (int f = 0; f < g.width; ++f) dx(s, greatest[std::size_t(s)]) -= g(s, f);
    return dx;
  }
};
template <>
struct laws::Layer<WholeNorm> : laws::NoParameters {
  Rows x;
  double norm = 0;

  Rows forward(const Rows& input, Pass&) {
    Rows y = x = input;
    norm = 0.1;
    for (double v : x.values) norm += v * v / double(x.values.size());
    norm = std::sqrt(norm);
    for (double& v : y.values) v /= norm;
    return y;
  }
  Rows backward(const Rows& g) {
    double along = 0;
    for (std::size_t i = 0; i < x.values.size(); ++i) along += g.values[i] * x.values[i];
    Rows dx = g;
    for (std::size_t i = 0; i < x.values.size(); ++i)
      dx.values[i] = g.values[i] / norm - x.values[i] * along / (double(x.values.size()) * norm * norm * norm);
    return dx;
  }
};
template <>
struct laws::Layer<Scale> {
  Number scale[5];
  Rows x;

  Rows forward(const Rows& input, Pass&) {
    x = input;
    Rows y = x;
    for (int s = 0; s < x.samples; ++s)
      for (int f = 0; f < 5; ++f) y(s, f) *= scale[f].value * row_sum(s);
    return y;
  }
  Rows backward(const Rows& g) {
    Rows dx = g;
    for (Number& n : scale) n.gradient = 0;
    for (int s = 0; s < g.samples; ++s) {
      double along = 0;
      for (int f = 0; f < 5; ++f) {
        scale[f].gradient += g(s, f) * x(s, f) * row_sum(s);
        along += g(s, f) * x(s, f) * scale[f].value;
      }
      for (int f = 0; f < 5; ++f) dx(s, f) = g(s, f) * scale[f].value * row_sum(s) + along;
    }
    return dx;
  }
  void each(auto&& place, auto f) {
    for (int i = 0; i < 5; ++i) f(place.scale(i), scale[i]);
  }
  void each_buffer(auto&&, auto) {}

 private:
  double row_sum(int s) const { return x(s, 0) + x(s, 1) + x(s, 2) + x(s, 3) + x(s, 4); }
};

namespace {

// The mean of each column.
std::vector<double> column_means(const Rows& x) {
  std::vector<double> means(std::size_t(x.width));
  for (int s = 0; s < x.samples; ++s)
    for (int f = 0; f < x.width; ++f) means[std::size_t(f)] += x(s, f) / x.samples;
  return means;
}
Rows centred(Rows x) {
  const std::vector<double> means = column_means(x);
  for (int s = 0; s < x.samples; ++s)
    for (int f = 0; f < x.width; ++f) x(s, f) -= means[std::size_t(f)];
  return x;
}
Rows difference(Rows y, const Rows& t) {
  for (std::size_t i = 0; i < y.values.size(); ++i) y.values[i] -= t.values[i];
  return y;
}
double mean_square(const Rows& x) {
  double sum = 0;
  for (double v : x.values) sum += v * v;
  return sum / double(x.values.size());
}

}  // namespace

template <>
struct laws::Loss<Unexplained> {
  static double value(const Rows& y, const Rows& t) {
    return std::sqrt(mean_square(difference(y, t)) / mean_square(centred(t)));
  }
  static Rows slope(const Rows& y, const Rows& t) {
    Rows g = difference(y, t);
    for (double& v : g.values) v /= double(g.values.size()) * mean_square(centred(t)) * value(y, t);
    return g;
  }
};
template <>
struct laws::Loss<Spread> {
  static double value(const Rows& y, const Rows& t) { return 0.35 * mean_square(centred(difference(y, t))) + 0.25; }
  static Rows slope(const Rows& y, const Rows& t) {
    Rows g = centred(difference(y, t));
    for (double& v : g.values) v *= 0.7 / double(g.values.size());
    return g;
  }
};

TEST_CASE("a user's layers fuse") {
  fuses_under_every_layout<Seq<Linear<3, 17>, BelowGreatest, Tanh, WholeNorm, Linear<17, 5>, Scale>>();
}

TEST_CASE("a user's losses fuse") {
  laws::fuses<Seq<Linear<3, 2>, Tanh>, Unexplained>(2, laws::EveryLayout<float>{}, laws::OneOfEachKind<float>{});
  laws::fuses<Seq<Linear<5, 17>>, Spread>(2, laws::EveryLayout<float>{}, laws::OneOfEachKind<float>{});
}
