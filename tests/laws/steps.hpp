// SPDX-License-Identifier: BSL-1.0
// A network whose number of steps only run time knows gives what it gives for a constant: output, loss, gradients, and
// after ten steps of training with another length each. Bit for bit, or where a constant so small that loops are cut
// another way adds up in another order, but for rounding.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <ctnn/ctnn.hpp>
#include <memory>
#include <tuple>
#include <vector>

namespace steps {

using namespace ctnn;
using namespace ctnn::internals;

inline std::vector<float> drawn(Generator& rng, int count) {
  std::vector<float> v(static_cast<std::size_t>(count));
  for (float& one : v) one = uniform<float>(rng, -1.0f, 1.0f);
  return v;
}
// Views of some samples: of the extents of a shape, or with a constant in the place of the dynamic one.
template <class T, int... E>
auto view_of(T* data, int samples, int length, extents<E...>) {
  if constexpr (((E == dynamic) || ...)) return TensorView<T, dynamic, E...>{data, samples, length};
  else return TensorView<T, dynamic, E...>{data, samples};
}
template <int Steps, int... E>
auto with_steps(extents<E...>) -> extents<(E == dynamic ? Steps : E)...>;
template <class E>
struct units_of;
template <int... E>
struct units_of<extents<E...>> {
  static constexpr int value = (E * ... * 1);
};
template <int Steps, int... E, class... L>
auto constant(Seq<Input<E...>, L...>) -> Seq<Input<(E == dynamic ? Steps : E)...>, L...>;

// How far numbers lie from others, of the largest one.
inline float distance(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 1e-3f, far = a.size() == b.size() && !a.empty() ? 0.0f : 1.0f;
  for (std::size_t k = 0; k < a.size() && k < b.size(); ++k) {
    largest = std::max(largest, std::abs(b[k]));
    if (const float d = std::abs(a[k] - b[k]); !(d <= far)) far = d;
  }
  return far / largest;
}
inline float distance(float a, float b) { return distance(std::vector{a}, std::vector{b}); }

// So far apart results may be.
template <class Net, int Most, float Rounding = 1e-6f>
struct Case {
  using In = typename input_extents<Net>::type;
  using Out = output_extents<Net>;
  using Space = Workspace<Net, MaxSteps<Most>>;
  std::unique_ptr<Space> space = std::make_unique<Space>();

  template <class Values>
  static std::vector<float> numbers(const Values& values) {
    std::vector<float> all;
    for_each_parameter(
        [&](const char*, const auto& p) {
          const auto t = p.tensor();
          all.insert(all.end(), t.begin(), t.end());
        },
        values);
    if constexpr (requires {
                    Values::buffer_table;
                    values.eval();
                  }) {
      const float* buffer[Values::buffer_table.count + 1];
      values.buffers(buffer);
      for (int k = 0; k < Values::buffer_table.count; ++k)
        all.insert(all.end(), buffer[k], buffer[k] + Values::buffer_table.rows[k].width);
    }
    return all;
  }
  static float value_and_gradient(auto& model, const auto& x, const auto& t, auto& gradient, auto& space,
                                  Generator rng) {
    if constexpr (draws_noise<Net>) return value_and_grad(MSELoss{}, model, x, t, gradient, space, rng);
    else return value_and_grad(MSELoss{}, model, x, t, gradient, space);
  }
  // Inputs of a network that begins with a table are numbers of its rows.
  static std::vector<float> input(Generator& rng, int count) {
    std::vector<float> x = drawn(rng, count);
    if constexpr (internals::model::index_count < Net >> 0)
      for (float& v : x)
        v = float(int((v + 1) / 2 * float(internals::model::index_count<Net>)) % internals::model::index_count<Net>);
    return x;
  }

  template <int Steps>
  void same_as_constant(int samples) {
    INFO(Steps, " steps, ", samples, " samples");
    using Fixed = decltype(constant<Steps>(Net{}));
    using FixedIn = decltype(with_steps<Steps>(In{}));
    using FixedOut = output_extents<Fixed>;
    Generator rng{7};
    Model<Net> model{rng};
    const int out = units_of<FixedOut>::value, in = units_of<FixedIn>::value;
    const int out_steps = walked<Net>.shape.steps == 0 ? 0 : [] {
      const auto s = walked<Net>.shape.at(Steps);
      for (int k = 0; k < s.rank; ++k)
        if (s.grows(k)) return s[k];
      return 0;
    }();
    const std::vector<float> x = input(rng, samples * in), t = drawn(rng, samples * out);
    std::vector<float> y(t.size(), 3), y_fixed(t.size(), 4), dx(x.size(), 3), dx_fixed(x.size(), 4);
    const auto xs = view_of(x.data(), samples, Steps, In{});
    const auto xs_fixed = view_of(x.data(), samples, Steps, FixedIn{});
    const auto ts = view_of(t.data(), samples, out_steps, Out{});
    const auto ts_fixed = view_of(t.data(), samples, Steps, FixedOut{});
    const auto evaluated = model.eval();
    evaluated(xs, view_of(y.data(), samples, out_steps, Out{}), *space);
    evaluated(xs_fixed, view_of(y_fixed.data(), samples, Steps, FixedOut{}), *space);
    CHECK(distance(y, y_fixed) <= Rounding);
    CHECK(distance(evaluate(MSELoss{}, evaluated, xs, ts, *space),
                   evaluate(MSELoss{}, evaluated, xs_fixed, ts_fixed, *space)) <= Rounding);
    input_gradient(MSELoss{}, evaluated, xs, ts, view_of(dx.data(), samples, Steps, In{}), *space);
    input_gradient(MSELoss{}, evaluated, xs_fixed, ts_fixed, view_of(dx_fixed.data(), samples, Steps, FixedIn{}),
                   *space);
    CHECK(distance(dx, dx_fixed) <= Rounding);

    auto other = std::make_unique<Model<Net>>(model);
    auto gradient = std::make_unique<Gradient<Net>>(), gradient_fixed = std::make_unique<Gradient<Net>>();
    const float loss = value_and_gradient(model, xs, ts, *gradient, *space, rng);
    const float loss_fixed = value_and_gradient(*other, xs_fixed, ts_fixed, *gradient_fixed, *space, rng);
    CHECK(distance(loss, loss_fixed) <= Rounding);
    CHECK(distance(numbers(*gradient), numbers(*gradient_fixed)) <= Rounding);
    CHECK(distance(numbers(model), numbers(*other)) <= Rounding);  // running statistics
  }
  // Ten steps: one trainer is given views, the other one constants.
  template <int... Steps>
  void trains_alike() {
    Generator rng{9};
    auto model = std::make_unique<Model<Net>>(rng);
    auto other = std::make_unique<Model<Net>>(*model);
    Generator noise{5}, noise_of_other{5};
    const auto run = [&](auto& trainer, auto& trainer_of_constants) {
      int samples = 1;
      const auto one = [&](auto steps) {
        constexpr int S = decltype(steps)::value;
        using FixedIn = decltype(with_steps<S>(In{}));
        using FixedOut = output_extents<decltype(constant<S>(Net{}))>;
        const auto s = walked<Net>.shape.at(S);
        int out_steps = 0;
        for (int k = 0; k < s.rank; ++k)
          if (s.grows(k)) out_steps = s[k];
        samples = samples * 5 % 23;
        INFO(S, " steps, ", samples, " samples");
        const std::vector<float> x = input(rng, samples * units_of<FixedIn>::value),
                                 t = drawn(rng, samples * units_of<FixedOut>::value);
        const float loss =
            trainer.step(view_of(x.data(), samples, S, In{}), view_of(t.data(), samples, out_steps, Out{}));
        const float loss_of_other = trainer_of_constants.step(view_of(x.data(), samples, S, FixedIn{}),
                                                              view_of(t.data(), samples, S, FixedOut{}));
        CHECK(distance(loss, loss_of_other) <= 10 * Rounding);
      };
      (one(std::integral_constant<int, Steps>{}), ...);
    };
    const SGD sgd{.lr = 0.05, .momentum = 0.9};
    if constexpr (draws_noise<Net>) {
      Trainer a{*model, MSELoss{}, sgd, MaxSteps<Most>{}, noise};
      Trainer b{*other, MSELoss{}, sgd, MaxSteps<Most>{}, noise_of_other};
      run(a, b);
    } else {
      Trainer a{*model, MSELoss{}, sgd, MaxSteps<Most>{}};
      Trainer b{*other, MSELoss{}, sgd, MaxSteps<Most>{}};
      run(a, b);
    }
    CHECK(distance(numbers(*model), numbers(*other)) <= 10 * Rounding);
    Generator again{9};
    CHECK(numbers(*model) != numbers(Model<Net>{again}));
  }
};

// Of one step and of several, of a part of a register of samples and of more than one.
template <class Net>
void short_and_long() {
  Case<Net, 20> one;
  for (const int samples : {2, 19}) {
    one.template same_as_constant<1>(samples);
    one.template same_as_constant<4>(samples);
    one.template same_as_constant<20>(samples);
  }
  one.template trains_alike<4, 20, 1, 4, 20, 20, 1, 1, 4, 20>();
}
// Of some, for networks whose kernels those of short_and_long() are.
template <class Net>
void some_steps() {
  Case<Net, 20> one;
  for (const int samples : {2, 19}) one.template same_as_constant<7>(samples);
  one.template trains_alike<7, 7, 7, 7, 7, 7, 7, 7, 7, 7>();
}
}  // namespace steps
