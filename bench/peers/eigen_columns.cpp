// SPDX-License-Identifier: BSL-1.0
// A sample is a column, column major: lanes are features. Bias and tanh are statements of their own, because Eigen does
// not vectorise them in one, and a product with a small inner size is taken coefficient by coefficient.

#include "eigen.hpp"

namespace bench {

struct Columns {
  static constexpr const char* name = "eigen columns";
  static constexpr int order = Eigen::ColMajor;
  static constexpr int small = 16;  // inner sizes up to this one are faster by lazyProduct

  template <class Act, class W, class B, class X, class Y>
  static void forward(const W& w, const B& b, const X& x, Y& y) {
    if constexpr (Y::ColsAtCompileTime == 1) y = b, y.noalias() += w * x;
    else if constexpr (W::ColsAtCompileTime <= small) y.noalias() = w.lazyProduct(x), y.colwise() += b;
    else y.noalias() = w * x, y.colwise() += b;
    if constexpr (std::is_same_v<Act, Tanh>) y = y.array().tanh();
    if constexpr (std::is_same_v<Act, Relu>) y = y.cwiseMax(0.0f);
  }

  template <class Act, class W, class G, class Y>
  static void backward(const W& w, const G& g, const Y& y, Y& gy) {
    if constexpr (W::RowsAtCompileTime <= small) gy.noalias() = w.transpose().lazyProduct(g);
    else gy.noalias() = w.transpose() * g;
    if constexpr (std::is_same_v<Act, Tanh>) gy.array() *= 1.0f - y.array().square();
    else gy = (y.array() > 0.0f).select(gy, 0.0f);
  }

  template <class W, class B, class G, class X>
  static void update(W& w, B& b, const G& g, const X& x, float lr) {
    constexpr int n = G::ColsAtCompileTime;
    if constexpr (1 < n && n <= small) w.noalias() -= (lr * g).lazyProduct(x.transpose());
    else w.noalias() -= (lr * g) * x.transpose();
    b.noalias() -= lr * g.rowwise().sum();
  }
};

template <class Net, int N>
using EigenColumns = EigenPeer<Columns, Net, N>;
const bool columns = enlist<EigenColumns>();

}  // namespace bench
