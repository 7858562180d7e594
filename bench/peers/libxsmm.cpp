// SPDX-License-Identifier: BSL-1.0
// What the matrix products alone take, by code that libxsmm generates for each shape: no bias, no activation, no
// update. A bound, not a peer: it computes no network, and nothing checks it.

#include <libxsmm.h>

#include "contest.hpp"

namespace bench {

template <class Net, int N>
class Xsmm {
  static constexpr int block = N < 64 ? N : 64;  // samples at a time
  static constexpr int widest = *std::max_element(Net::widths.begin(), Net::widths.end());
  struct Product {
    libxsmm_smmfunction run;
    std::size_t a, b, c;  // where in the numbers
  };
  std::vector<float> numbers_ = std::vector<float>(std::size_t(2 * Net::parameters + 2 * N * widest), 0.5f);
  std::vector<float> x_ = std::vector<float>(1);
  std::vector<Product> forward_, step_;

 public:
  static constexpr const char* name = "libxsmm";

  explicit Xsmm(float) {
    for (int k = 0; k < Net::layers; ++k) {
      const int in = Net::width(k), out = Net::width(k + 1);
      const std::size_t w = std::size_t(Net::offset(k)), dw = w + Net::parameters,
                        here = 2 * std::size_t(Net::parameters), there = here + std::size_t(N * widest);
      for (int s = 0; s < N; s += block) {
        const std::size_t x = here + std::size_t(s * in), y = there + std::size_t(s * out);
        add(forward_, out, block, in, 0, w, x, y);
        add(step_, out, block, in, 0, w, x, y);
        if (k > 0) add(step_, in, block, out, 0, w, y, x);          // the weight counts as transposed already
        add(step_, out, in, block, s > 0 ? 1.0f : 0.0f, y, x, dw);  // and so do the values
      }
    }
  }
  float* input() { return x_.data(); }
  const float* forward() {
    run(forward_);
    return x_.data();
  }
  float step() {
    run(step_);
    return 1;
  }

 private:
  void run(const std::vector<Product>& products) {
    float* const p = numbers_.data();
    for (const Product& one : products) one.run(p + one.a, p + one.b, p + one.c);
  }
  static void add(std::vector<Product>& to, int m, int n, int k, float beta, std::size_t a, std::size_t b,
                  std::size_t c) {
    const float alpha = 1;
    const libxsmm_smmfunction f =
        libxsmm_smmdispatch(m, n, k, nullptr, nullptr, nullptr, &alpha, &beta, nullptr, nullptr);
    if (f) to.push_back({f, a, b, c});
    else std::fprintf(stderr, "libxsmm has no %d x %d x %d\n", m, n, k);
  }
};

const bool xsmm = enlist_bound<Xsmm>();

}  // namespace bench
