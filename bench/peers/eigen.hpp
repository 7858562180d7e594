// SPDX-License-Identifier: BSL-1.0
#pragma once

// Eigen by hand, fixed sizes, nothing allocated in a call. A matrix is features x samples. What is common to the two
// ways of laying it out stands here; a Layout (eigen_columns.cpp, eigen_rows.cpp) says how one layer goes forward and
// back:
//
//   order                                             Eigen::ColMajor or Eigen::RowMajor
//   forward<Act>(W, b, x, y)                          y = act(W x + b); Act is void for the last layer
//   backward<Act>(W, g, y, gy)                        gy = (W^T g) act'(z), by way of y = act(z)
//   update(W, b, g, x, lr)                            W -= lr g x^T and b -= lr (sum of g's columns)

#include <Eigen/Dense>
#include <tuple>
#include <type_traits>

#include "contest.hpp"

namespace bench {

template <class Layout, class Net, int N>
class EigenPeer {
  template <int R, int C, int Order>
  using Mat = Eigen::Matrix<float, R, C,
                            C == 1   ? Eigen::ColMajor
                            : R == 1 ? Eigen::RowMajor
                                     : Order>;
  template <int R, int C>
  using View = Eigen::Map<Mat<R, C, Eigen::ColMajor>>;  // of a caller's N x features, row major: the same memory
  template <int Out, int In>
  using Weights = Eigen::Map<Mat<Out, In, Eigen::RowMajor>>;

  template <int In, int Out>
  struct Layer {
    static constexpr int in = In, out = Out;
    Mat<Out, In, Layout::order> W;
    Eigen::Matrix<float, Out, 1> b;
    Mat<Out, N, Layout::order> y, g;
  };
  template <class Indices>
  struct Chain;
  template <std::size_t... K>
  struct Chain<std::index_sequence<K...>> {
    using type = std::tuple<Layer<Net::width(K), Net::width(K + 1)>...>;
  };

  std::vector<float> x_ = Problem<Net, N>::get().x, t_ = Problem<Net, N>::get().t, y_ = std::vector<float>(t_.size());
  typename Chain<std::make_index_sequence<std::size_t(Net::layers)>>::type layers_;
  Mat<Net::in, N, Layout::order> rows_;  // the input, where the layout is not the caller's
  float lr_;

 public:
  static constexpr const char* name = Layout::name;

  explicit EigenPeer(float lr) : lr_(lr) {
    std::vector<float> p = Problem<Net, N>::get().p;
    each_parameter([&](auto& layer, int w, int b) {
      using L = std::remove_reference_t<decltype(layer)>;
      layer.W = Weights<L::out, L::in>(&p[std::size_t(w)]);
      layer.b = View<L::out, 1>(&p[std::size_t(b)]);
    });
  }
  float* input() { return x_.data(); }
  void parameters(float* to) {
    each_parameter([&](auto& layer, int w, int b) {
      using L = std::remove_reference_t<decltype(layer)>;
      Weights<L::out, L::in>(to + w) = layer.W;
      View<L::out, 1>(to + b) = layer.b;
    });
  }

  const float* forward() {
    with_input([&](const auto& x) { ahead<0>(x); });
    View<Net::out, N>(y_.data()) = last().y;
    return y_.data();
  }

  float step() {
    float loss = 0;
    with_input([&](const auto& x) {
      ahead<0>(x);
      auto& e = last();
      if constexpr (Net::classifies) loss = cross_entropy(e.y, e.g);
      else {
        e.g = e.y - View<Net::out, N>(t_.data());
        loss = e.g.squaredNorm() / float(N * Net::out);
        e.g *= 2.0f / float(N * Net::out);
      }
      back<Net::layers - 1>(x);
    });
    return loss;
  }

 private:
  template <class Y, class G>
  static float cross_entropy(const Y& y, G& g) {
    const auto& classes = Problem<Net, N>::get().classes;
    const Mat<1, N, Eigen::RowMajor> most = y.colwise().maxCoeff();
    g = (y.rowwise() - most).array().exp();
    const Mat<1, N, Eigen::RowMajor> sum = g.colwise().sum();
    float loss = most.sum() + sum.array().log().sum();
    g = g.array().rowwise() * (1.0f / float(N) / sum.array());
    for (int s = 0; s < N; ++s) {
      loss -= y(classes[std::size_t(s)], s);
      g(classes[std::size_t(s)], s) -= 1.0f / float(N);
    }
    return loss / float(N);
  }
  auto& last() { return std::get<std::size_t(Net::layers - 1)>(layers_); }

  template <class F>
  void each_parameter(F f) {
    int k = 0;
    std::apply([&](auto&... l) { ((f(l, Net::offset(k), Net::offset(k) + l.in * l.out), ++k), ...); }, layers_);
  }
  template <class F>
  void with_input(F f) {
    View<Net::in, N> x(x_.data());
    if constexpr (Net::in == 1 || N == 1 || Layout::order == Eigen::ColMajor) f(x);
    else f(rows_ = x);
  }

  template <std::size_t K, class X>
  void ahead(const X& x) {
    constexpr bool ends = K + 1 == std::size_t(Net::layers);
    auto& l = std::get<K>(layers_);
    Layout::template forward<std::conditional_t<ends, void, typename Net::Activation>>(l.W, l.b, x, l.y);
    if constexpr (!ends) ahead<K + 1>(l.y);
  }
  template <std::size_t K, class X>
  void back(const X& x) {
    auto& l = std::get<K>(layers_);
    if constexpr (K > 0) {
      auto& below = std::get<K - 1>(layers_);
      Layout::template backward<typename Net::Activation>(l.W, l.g, below.y, below.g);
      Layout::update(l.W, l.b, l.g, below.y, lr_);
      back<K - 1>(x);
    } else {
      Layout::update(l.W, l.b, l.g, x, lr_);
    }
  }
};

}  // namespace bench
