// SPDX-License-Identifier: BSL-1.0
// Networks with many sources of noise, in layers of their own and in one: each begins where the draws of those before
// it end, over all samples, whatever the blocks are; as torch draws.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <vector>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

constexpr int width = 3;
struct Total {
  constexpr auto operator()(auto y, auto t) const { return sum(y * t); }
};
// The product of so many masks.
template <int Masks>
struct Masked {
  static constexpr int rank = 0;
  static constexpr bool tells_modes = true;
  constexpr auto operator()(auto x, auto noise, Training) const {
    auto y = x;
    for (int k = 0; k < Masks; ++k) y = y * (0.5 + noise.bernoulli(x, 0.75));
    return y;
  }
  constexpr auto operator()(auto x, auto, Evaluation) const { return x; }
};
template <class L>
using Twelve = Seq<L, L, L, L, L, L, L, L, L, L, L, L>;
template <class L>
using Net = Seq<Input<width>, Twelve<L>, Linear<width, width, false>>;

template <class L>
void check(int masks, double kept, double dropped) {
  for (int n : {1, 5, 40}) {
    CAPTURE(n);
    const auto size = std::size_t(n * width);
    std::vector<double> x(size), t(size), y(size), drawn(size, 1);
    for (std::size_t k = 0; k < size; ++k) x[k] = 0.25 + double(k % 7), t[k] = 1 - 0.01 * double(k);
    Model<Net<L>, double> model{};
    for (int i = 0; i < width; ++i) model[1_c].weight(i, i) = 1;
    Generator rng{3}, reference{3};
    Gradient<Net<L>, double> gradient;
    const double loss = value_and_grad(Total{}, model, TensorView<const double, dynamic, width>{x.data(), n},
                                       TensorView<const double, dynamic, width>{t.data(), n}, gradient, rng);
    for (int k = 0; k < masks; ++k)
      for (double& d : drawn) d *= internals::plan::uniform_double(reference) < 0.75 ? kept : dropped;
    double expected = 0;
    for (std::size_t k = 0; k < size; ++k) expected += drawn[k] * x[k] * t[k];
    CHECK(loss == doctest::Approx(expected).epsilon(1e-12));
    CHECK(rng.random64() == reference.random64());
    for (int j = 0; j < width; ++j)
      for (int i = 0; i < width; ++i) {
        double slope = 0;
        for (std::size_t s = 0; s < std::size_t(n); ++s)
          slope += t[s * width + std::size_t(j)] * drawn[s * width + std::size_t(i)] * x[s * width + std::size_t(i)];
        CHECK(gradient[1_c].weight(j, i) == doctest::Approx(slope).epsilon(1e-12));
      }
  }
}

}  // namespace

TEST_CASE("twelve Dropouts") { check<Dropout<0.25>>(12, 1 / 0.75, 0); }
TEST_CASE("twelve layers of six masks") { check<Masked<6>>(72, 1.5, 0.5); }
