// SPDX-License-Identifier: BSL-1.0
// What users' layers keep: buffers with and without parameters, updated by values of their shape or by a number, once a
// batch, in networks of features and of values with a shape. What lies beside them in memory stays as it was.
#include <doctest/doctest.h>

#include <ctnn/ctnn.hpp>
#include <vector>

using namespace ctnn;
using namespace ctnn::literals;

namespace {

// Keeps the mean and the number of batches of what goes through it, and a vector that one number is written to.
template <int F>
struct Watch {
  static constexpr int in_features = F, out_features = F;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, F> means;
    typename Make::template buffer<1, 1> batches;
    typename Make::template buffer<2, 2 * F> greatest;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) {
    f("means", b.means...), f("batches", b.batches...), f("greatest", b.greatest...);
  }
  static constexpr void initialize(auto& b) { b.batches(0) = 10; }
  constexpr auto operator()(auto x, auto) const { return 2 * x; }
  static constexpr auto update(auto x, auto b) {
    return updates(0.5 * b.means + 0.5 * mean(x, batch), b.batches + 1, (max)(x, everything));
  }
};
// A layer of the dense engine that counts, too.
template <int F>
struct Centre {
  static constexpr int in_features = F, out_features = F;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 1> batches;
    typename Make::template buffer<1, F> means;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) { f("batches", b.batches...), f("means", b.means...); }
  constexpr auto operator()(auto x, auto, Training) const { return x - mean(x, batch); }
  constexpr auto operator()(auto x, auto b, Evaluation) const { return x - b.means; }
  static constexpr auto update(auto x, auto b) { return updates(b.batches + 1, mean(x, batch) + 0 * b.batches); }
};
// Buffers that are made of each other's old values: a delay line, and a pair that changes places.
struct Delay {
  static constexpr int in_features = 2, out_features = 2;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, 2> scale;
  };
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 2> newest;
    typename Make::template buffer<1, 2> older;
    typename Make::template buffer<2, 2> oldest;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("scale", p.scale...); }
  static constexpr void for_each_buffer(auto f, auto&... b) {
    f("newest", b.newest...), f("older", b.older...), f("oldest", b.oldest...);
  }
  static constexpr void initialize(auto& p) { p.scale(0) = p.scale(1) = 1; }
  constexpr auto operator()(auto x, auto p, auto b, Training) const { return x * p.scale + 0 * b.oldest; }
  constexpr auto operator()(auto x, auto, auto b, Evaluation) const { return x - b.oldest; }
  static constexpr auto update(auto x, auto b) { return updates(mean(x, batch), b.newest, b.older); }
};
// A buffer that nothing updates: the constants of a standardisation.
struct Standardise {
  static constexpr int in_features = 2, out_features = 2;
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, 2> mean;
    typename Make::template buffer<1, 2> scale;
  };
  static constexpr void for_each_buffer(auto f, auto&... b) { f("mean", b.mean...), f("scale", b.scale...); }
  static constexpr void initialize(auto& b) { b.mean(0) = 1, b.mean(1) = 2, b.scale(0) = 10, b.scale(1) = 100; }
  constexpr auto operator()(auto x, auto b) const { return (x - b.mean) * b.scale; }
};
// A matrix that one number or a vector for each row is written to, after a contraction of its own.
template <int F>
struct Gram {
  static constexpr int in_features = F, out_features = F;
  template <class Make>
  struct parameters {
    typename Make::template parameter<0, F, F> weight;
  };
  template <class Make>
  struct buffers {
    typename Make::template buffer<0, F, 3> last;
    typename Make::template buffer<1, F, F> gram;
  };
  static constexpr void for_each_parameter(auto f, auto&... p) { f("weight", p.weight...); }
  static constexpr void for_each_buffer(auto f, auto&... b) { f("last", b.last...), f("gram", b.gram...); }
  static constexpr void initialize(auto& p) {
    for (int i = 0; i < F; ++i) p.weight(i, i) = 1;
  }
  constexpr auto operator()(auto x, auto p, auto) const { return linear(x, p.weight); }
  static constexpr auto update(auto x, auto) {
    const auto i = x[-1], j = x.axis(F);
    return updates(mean(x), mean(x * at(x, graph::Put{i, j}), batch));
  }
};
// The same in a network of values with a shape.
template <class L>
struct Ranked : L {
  static constexpr int rank = 0;
};

// n samples of F features: x(s, f) = s + 10 f.
template <int F>
std::vector<float> samples(int n) {
  std::vector<float> x;
  for (int s = 0; s < n; ++s)
    for (int f = 0; f < F; ++f) x.push_back(float(s + 10 * f));
  return x;
}
template <class Layer, int F>
void train(Model<Seq<Input<F>, Layer>>& model, int n, int steps) {
  const std::vector<float> x = samples<F>(n);
  const auto view = TensorView<const float, dynamic, F>{x.data(), n};
  Trainer trainer{model, MSELoss{}, SGD{.lr = 0}};
  for (int k = 0; k < steps; ++k) trainer.step(view, view);
}

template <class Layer, int F>
void watches(int n) {
  struct {
    float before[16] = {};
    Model<Seq<Input<F>, Layer>> model{};
    float after[64] = {};
  } all;
  Generator rng{0};
  all.model = Model<Seq<Input<F>, Layer>>{rng};
  train<Layer, F>(all.model, n, 3);
  const auto& kept = all.model[0_c];
  const float mean = float(n - 1) / 2;
  for (int f = 0; f < F; ++f) CHECK(kept.means(f) == doctest::Approx((mean + 10 * float(f)) * 0.875));
  CHECK(kept.batches(0) == 13);
  for (int f = 0; f < 2 * F; ++f) CHECK(kept.greatest(f) == n - 1 + 10 * (F - 1));
  for (float v : all.before) CHECK(v == 0);
  for (float v : all.after) CHECK(v == 0);
  const auto y = all.model.eval()(zeros<float, 1, F>());
  CHECK(y(0, 0) == 0);
}

}  // namespace

TEST_CASE("what a layer without parameters keeps") {
  for (int n : {1, 7, 40}) {
    watches<Watch<3>, 3>(n);
    watches<Watch<37>, 37>(n);
    watches<Ranked<Watch<3>>, 3>(n);
    watches<Ranked<Watch<37>>, 37>(n);
  }
}

TEST_CASE_TEMPLATE("a number beside vectors in the dense engine", Layer, Centre<37>, Ranked<Centre<37>>) {
  using Net = Seq<Input<37>, Layer>;
  static_assert(internals::shaped_network<Net> == internals::Shaped<Layer>);
  static struct {
    Model<Net> model{};
    float after[64] = {};
  } all;
  train<Layer, 37>(all.model, 40, 3);
  CHECK(all.model[0_c].batches(0) == 3);
  for (int f = 0; f < 37; ++f) CHECK(all.model[0_c].means(f) == doctest::Approx(19.5 + 10 * f));
  for (int i = 1; i < internals::simd::native_lanes<float>; ++i) CHECK(all.model[0_c].batches.storage()[i] == 0);
  for (float v : all.after) CHECK(v == 0);
  CHECK(all.model.eval()(zeros<float, 1, 37>())(0, 1) == doctest::Approx(-29.5));
}

TEST_CASE_TEMPLATE("buffers are made of what they were before the batch", Layer, Delay, Ranked<Delay>) {
  for (int n : {2, 50}) {
    Generator rng{0};
    Model<Seq<Input<2>, Layer>> model{rng};
    float expected[4] = {0, 0, 0, 0};
    for (int k = 1; k <= 3; ++k) {
      train<Layer, 2>(model, n + k, 1);
      for (int i = 3; i > 0; --i) expected[i] = expected[i - 1];
      expected[1] = float(n + k - 1) / 2;
      CHECK(model[0_c].newest(0) == doctest::Approx(expected[1]));
      CHECK(model[0_c].older(0) == doctest::Approx(expected[2]));
      CHECK(model[0_c].oldest(0) == doctest::Approx(expected[3]));
    }
    CHECK(model.eval()(full<float, 1, 2>(100))(0, 0) == doctest::Approx(100 - float(n) / 2));
  }
}

TEST_CASE_TEMPLATE("buffers that nothing updates", Layer, Standardise, Ranked<Standardise>) {
  Generator rng{0};
  using Net = Seq<Layer, Linear<2, 1>>;
  Model<Net> model{rng};
  model[1_c].weight = ones<float, 1, 2>();
  model[1_c].bias(0) = 0;
  const Tensor<float, 3, 2> x{1, 2, 2, 2, 1, 3};
  const auto y = model.eval()(x);
  CHECK(y(0, 0) == 0);
  CHECK(y(1, 0) == 10);
  CHECK(y(2, 0) == 100);
  Trainer trainer{model, MSELoss{}, SGD{.lr = 1e-5}};
  const float before = trainer.step(x, ones<float, 3, 1>());
  CHECK(trainer.step(x, ones<float, 3, 1>()) < before);
  CHECK(model[0_c].scale(1) == 100);
}

TEST_CASE_TEMPLATE("matrices, beside a contraction", Layer, Gram<5>, Ranked<Gram<5>>) {
  for (int n : {1, 37}) {
    Generator rng{0};
    Model<Seq<Input<5>, Layer>> model{rng};
    train<Layer, 5>(model, n, 2);
    double mean = 20, square = 0;
    for (int s = 0; s < n; ++s) mean += double(s) / n, square += double(s) * s / n;
    for (int i = 0; i < 5; ++i) {
      for (int k = 0; k < 3; ++k) CHECK(model[0_c].last(i, k) == doctest::Approx(mean));
      for (int j = 0; j < 5; ++j)  // mean of (s + 10 i)(s + 10 j)
        CHECK(model[0_c].gram(i, j) == doctest::Approx(square + 10 * (i + j) * (mean - 20) + 100 * i * j));
    }
    CHECK(model.eval()(ones<float, 1, 5>())(0, 4) == 1);
  }
}
