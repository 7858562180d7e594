// SPDX-License-Identifier: BSL-1.0
// Formulas that load more than a kernel has room for are several calls: sums of so many windows, of so many vectors, in
// sums, epilogues and views.
#include "../plan/harness.hpp"

using namespace harness;

namespace {

// y[t] = sum over k of (k + 1) * x[t + k - first], written out.
template <int Taps, int First>
struct Unrolled {
  constexpr auto operator()(auto x) const {
    const auto t = x[2];
    auto y = at(x, graph::Put{t, graph::Index(t) - First});
    for (int k = 1; k < Taps; ++k) y = y + (k + 1) * at(x, graph::Put{t, graph::Index(t) + (k - First)});
    return y;
  }
};
// The greatest product of two of these, and a sum that nothing has room for at once.
template <int Taps>
struct Nested {
  constexpr auto operator()(auto x) const {
    const auto t = x[2];
    const auto y = tanh(Unrolled<Taps, 2>{}(x));
    auto sum = y;
    for (int k = 1; k < Taps; ++k) sum = sum + 0.1 * k * at(y * y, graph::Put{t, graph::Index(t) - k});
    return graph::reduce(graph::Op::sum, sum * y, t);
  }
};
// A contraction, and windows of its result beside it.
template <int Features>
struct Epilogue {
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 3, 2> weight;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  constexpr auto operator()(auto x, auto p) const {
    const auto c = x[1], t = x[2], o = x.axis(3);
    auto y = graph::sum(p.weight(o, c) * x, c);
    for (int k = 0; k < Features; ++k)
      y = y + graph::at(x, graph::Put{c, k % 2}, graph::Put{t, graph::Index(t) + (k - 3)});
    return arranged(y, x[0], o, t);
  }
};

template <class L, class T, int Lanes>
void check_all(double tolerance) {
  check_layer<L, T, Lanes, 2, 11>(false, tolerance);
}

}  // namespace

TEST_CASE("guards") {
  check_derivatives<Unrolled<9, 4>, 2, 11>();
  check_all<Unrolled<9, 4>, double, 1>(1e-9);
  check_all<Unrolled<17, 8>, double, 8>(1e-9);
  check_all<Unrolled<17, 8>, float, 16>(1e-4);
}
TEST_CASE("streams") { check_layer<Unrolled<50, 0>, double, 8, 2, 60>(false, 1e-9); }
TEST_CASE("views of what is too large, in a sum") {
  check_derivatives<Nested<12>, 2, 11>();
  check_all<Nested<12>, double, 8>(1e-9);
}
TEST_CASE("beside a contraction") {
  check_derivatives<Epilogue<12>, 2, 11>();
  check_all<Epilogue<12>, double, 1>(1e-9);
  check_all<Epilogue<30>, double, 8>(1e-9);
}
