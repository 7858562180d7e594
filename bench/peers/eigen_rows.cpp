// SPDX-License-Identifier: BSL-1.0
// A sample is a column, row major: lanes are samples. In a narrow layer every row is one expression: its weights and
// its bias are scalars, so that Eigen vectorises product, bias and activation together. In a wide one the product is
// Eigen's matrix product.

#include "eigen.hpp"

namespace bench {

struct Rows {
  static constexpr const char* name = "eigen rows";
  static constexpr int order = Eigen::RowMajor;
  static constexpr int small = 16;  // inner sizes up to this one are narrow

  template <class Act, class W, class B, class X, class Y>
  static void forward(const W& w, const B& b, const X& x, Y& y) {
    if constexpr (W::ColsAtCompileTime > small) y.noalias() = w * x;
    for (int i = 0; i < W::RowsAtCompileTime; ++i) {
      auto row = y.row(i).array();
      if constexpr (W::ColsAtCompileTime > small) activate<Act>(row, row + b(i));
      else if constexpr (W::ColsAtCompileTime > 1) activate<Act>(row, w.row(i).lazyProduct(x).array() + b(i));
      else activate<Act>(row, w(i) * x.array() + b(i));
    }
  }

  template <class Act, class W, class G, class Y>
  static void backward(const W& w, const G& g, const Y& y, Y& gy) {
    if constexpr (W::RowsAtCompileTime > small) gy.noalias() = w.transpose() * g;
    for (int i = 0; i < W::ColsAtCompileTime; ++i) {
      auto row = gy.row(i).array();
      if constexpr (W::RowsAtCompileTime > small) differentiate<Act>(row, row, y.row(i).array());
      else if constexpr (W::RowsAtCompileTime > 1)
        differentiate<Act>(row, w.col(i).transpose().lazyProduct(g).array(), y.row(i).array());
      else differentiate<Act>(row, w(i) * g.array(), y.row(i).array());
    }
  }

  template <class W, class B, class G, class X>
  static void update(W& w, B& b, const G& g, const X& x, float lr) {
    for (int i = 0; i < W::RowsAtCompileTime; ++i) {
      if constexpr (W::ColsAtCompileTime <= small)
        for (int j = 0; j < W::ColsAtCompileTime; ++j) w(i, j) -= lr * g.row(i).cwiseProduct(x.row(j)).sum();
      b(i) -= lr * g.row(i).sum();
    }
    if constexpr (W::ColsAtCompileTime > small) w.noalias() -= (lr * g) * x.transpose();
  }

 private:
  template <class Act, class To, class Z>
  static void activate(To& y, const Z& z) {
    if constexpr (std::is_same_v<Act, Tanh>) y = z.tanh();
    else if constexpr (std::is_same_v<Act, Relu>) y = z.max(0.0f);
    else y = z;
  }
  template <class Act, class To, class G, class Y>
  static void differentiate(To& gz, const G& g, const Y& y) {
    if constexpr (std::is_same_v<Act, Tanh>) gz = g * (1.0f - y.square());
    else gz = (y > 0.0f).select(g, 0.0f);
  }
};

template <class Net, int N>
using EigenRows = EigenPeer<Rows, Net, N>;
const bool rows = enlist<EigenRows>(NarrowNetworks{});

}  // namespace bench
