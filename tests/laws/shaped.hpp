// SPDX-License-Identifier: BSL-1.0
// What holds for any network of images, sequences and branches, in double, for numbers of samples that only run time
// knows: its gradients are the slopes of the loss, by finite differences; a sample's results do not depend on the
// others; and the gradient of a batch is the mean of those of its samples.
#pragma once
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <ctnn/ctnn.hpp>
#include <vector>

#include "draw.hpp"

namespace laws {

using namespace ctnn;
using namespace ctnn::internals;

// What a network's samples look like, as views of so many.
template <class Net>
struct SamplesOf;
template <int... E, class... L>
struct SamplesOf<Seq<Input<E...>, L...>> {
  static constexpr int size = (E * ...);
  template <class T>
  using view = TensorView<T, dynamic, E...>;
};
// Every number of a model's parameters, or of a gradient.
template <class Net, bool Buffers>
std::vector<double*> numbers_of(NetValues<Net, double, Buffers>& values) {
  std::vector<double*> numbers;
  for_each_parameter(
      [&](const char*, auto& p) {
        [&]<int... E>(Shape<E...>) {
          Tensor<double, E...> t{};
          int at[sizeof...(E)] = {};
          const int extents[] = {E...};
          for (std::ptrdiff_t k = 0; k < t.size(); ++k) {
            [&]<int... D>(std::integer_sequence<int, D...>) { numbers.push_back(&p(int(at[D])...)); }
            (std::make_integer_sequence<int, sizeof...(E)>{});
            for (int d = sizeof...(E); d-- > 0 && ++at[d] == extents[d];) at[d] = 0;
          }
        }
        (p.shape);
      },
      values);
  return numbers;
}

// f'(v) by finite differences as in difference.hpp, so near that hardly a maximum changes hands.
template <class F>
double difference(double& v, F f) {
  constexpr double h = 2e-5;
  const double at = v;
  const auto f_at = [&](double steps) { return v = at + steps * h, f(); };
  const double near = f_at(1) - f_at(-1), far = f_at(2) - f_at(-2);
  v = at;
  return (8 * near - far) / (12 * h);
}
inline bool near(double a, double b, double tolerance) {
  return std::fabs(a - b) <= tolerance * std::fmax(1, std::fabs(b));
}

// A network, its loss and its data.
template <class Net, class OutShape, class Loss = MSELoss, bool WholeNumbers = false>
class Laws {
  using In = SamplesOf<Net>;
  using Out = SamplesOf<Seq<OutShape>>;
  static constexpr int most = 33;
  Model<Net, double> model{};
  std::vector<double> x = std::vector<double>(std::size_t(most * In::size)),
                      t = std::vector<double>(std::size_t(most * Out::size));
  std::vector<int> classes = std::vector<int>(std::size_t(most));

  auto input(int n, int from = 0) const {
    return typename In::template view<const double>{x.data() + from * In::size, n};
  }
  auto targets(int n, int from = 0) const {
    if constexpr (has_class_targets<Loss>) return TensorView<const int, dynamic>{classes.data() + from, n};
    else return typename Out::template view<const double>{t.data() + from * Out::size, n};
  }
  // In training; with the same noise each time. What an earlier gradient left makes no difference.
  double backward(int n, Gradient<Net, double>& gradient, int from = 0) {
    for (double* number : numbers_of(gradient)) *number = std::nan("");
    if constexpr (draws_noise<Net>) {
      Generator rng{4};
      return value_and_grad(Loss{}, model, input(n, from), targets(n, from), gradient, rng);
    } else return value_and_grad(Loss{}, model, input(n, from), targets(n, from), gradient);
  }
  std::vector<double> output(int n, int from = 0) const {
    std::vector<double> y(std::size_t(n * Out::size));
    model.eval()(input(n, from), typename Out::template view<double>{y.data(), n});
    return y;
  }

 public:
  Laws() {
    Generator rng{9};
    model = Model<Net, double>{rng};
    Draw draw{3};
    for (double* v : numbers_of(model)) *v += 0.2 * draw();
    for (double& v : x) v = WholeNumbers ? draw.below(4) : 1.5 * draw();
    for (double& v : t) v = draw();
    for (int& v : classes) v = draw.below(Out::size);
  }
  // The slopes, of all parameters and inputs for three samples, and of some for other numbers of them.
  void gradients_are_slopes(double tolerance = 1e-8) {
    for (int n : {1, 3, 17, 33}) {
      if (n < least_samples<Net>()) continue;
      CAPTURE(n);
      const std::size_t by = n == 3 ? 1 : 7;
      Gradient<Net, double> gradient, other;
      backward(n, gradient);
      const auto slope = numbers_of(gradient), place = numbers_of(model);
      for (std::size_t k = 0; k < place.size(); k += by) {
        CAPTURE(k);
        const double expected = difference(*place[k], [&] { return backward(n, other); });
        if (!near(*slope[k], expected, tolerance)) CHECK(*slope[k] == expected);
      }
      if constexpr (!WholeNumbers) {
        std::vector<double> dx(std::size_t(n * In::size));
        input_gradient(Loss{}, model.eval(), input(n), targets(n), typename In::template view<double>{dx.data(), n});
        for (std::size_t k = 0; k < dx.size(); k += by) {
          CAPTURE(k);
          const double expected =
              difference(x[k], [&] { return evaluate(Loss{}, model.eval(), input(n), targets(n)); });
          if (!near(dx[k], expected, tolerance)) CHECK(dx[k] == expected);
        }
      }
      CHECK(slope.size() > 0);
    }
  }
  // Each sample has the result that it has alone.
  void samples_are_independent() const {
    const std::vector<double> all = output(most);
    for (int n : {1, 3, 17}) {
      CAPTURE(n);
      for (int from = 0; from + n <= most; from += n) {
        const std::vector<double> some = output(n, from);
        for (std::size_t k = 0; k < some.size(); ++k) {
          const double expected = all[std::size_t(from * Out::size) + k];
          if (!near(some[k], expected, 1e-14)) CHECK(some[k] == expected);
        }
      }
    }
    CHECK(all.size() > 0);
  }
  // For means over the samples.
  void gradients_are_means() {
    for (int n : {3, 17, 33}) {
      CAPTURE(n);
      Gradient<Net, double> whole, one;
      const double loss = backward(n, whole);
      const auto slope = numbers_of(whole), part = numbers_of(one);
      std::vector<double> mean(slope.size());
      double losses = 0;
      for (int s = 0; s < n; ++s) {
        losses += backward(1, one, s) / n;
        for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += *part[k] / n;
      }
      CHECK(near(loss, losses, 1e-13));
      for (std::size_t k = 0; k < mean.size(); ++k)
        if (!near(*slope[k], mean[k], 1e-13)) CHECK(*slope[k] == mean[k]);
    }
  }
};

template <class Net, class OutShape, class Loss = MSELoss, bool WholeNumbers = false>
void hold() {
  Laws<Net, OutShape, Loss, WholeNumbers> laws;
  laws.gradients_are_slopes();
  laws.samples_are_independent();
  if constexpr (!draws_noise<Net> && model::least_batch(leaves<Net>{}) == 0) laws.gradients_are_means();
}

}  // namespace laws
