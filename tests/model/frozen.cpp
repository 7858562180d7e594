// SPDX-License-Identifier: BSL-1.0
// A frozen layer: the numbers of all others are those of a gradient of everything, and nothing is done or kept for its
// own gradient.
#include <ctnn/ctnn.hpp>

#include <cmath>
#include <type_traits>

#include <doctest/doctest.h>

using namespace ctnn;
using namespace ctnn::internals;
using namespace ctnn::literals;

namespace {

// One trainer that freezes, and one gradient of everything with the same optimiser, which leaves the frozen layers.
template <class Net, fixed_string... Name>
void trains(auto... samples) {
  const ParamGroups options{SGD{.lr = 0.1, .momentum = 0.9}, frozen<Name>...};
  (
      [&](auto count) {
        constexpr int n = count.value;
        Generator rng{7};
        Model<Net> model{rng}, other = model;
        using X = typename input_extents<Net>::type;
        const auto x = [&]<int... E>(extents<E...>) { return randn<float, n, E...>(rng); }
        (X{});
        const auto t = [&]<int... E>(extents<E...>) { return randn<float, n, E...>(rng); }
        (output_extents<Net>{});
        Trainer trainer{model, MSELoss{}, options};
        Optimizer optimizer{options, other};
        Gradient<Net> gradient;
        for (int k = 0; k < 3; ++k) {
          const float loss = trainer.step(x, t);
          CHECK(loss == doctest::Approx(value_and_grad(MSELoss{}, other, x, t, gradient)));
          optimizer.step(other, gradient);
        }
        const float* ours[Model<Net>::parameter_table.count];
        const float* theirs[Model<Net>::parameter_table.count];
        model.parameters(ours), other.parameters(theirs);
        CAPTURE(n);
        for (int k = 0; k < Model<Net>::parameter_table.count; ++k)
          for (int i = 0; i < Model<Net>::parameter_table.rows[k].stored; ++i)
            if (!(std::abs(ours[k][i] - theirs[k][i]) <= 1e-5f)) CHECK(ours[k][i] == theirs[k][i]);
      }(samples),
      ...);
}

using Dense = Seq<Named<"a", Linear<3, 20>>, Tanh, Named<"b", Seq<Linear<20, 20>, SiLU, Linear<20, 20>>>, Tanh,
                  Named<"c", Linear<20, 2>>>;
using Normed = Seq<Linear<3, 20>, BatchNorm1d<20>, Tanh, Residual<Linear<20, 20>, LayerNorm<20>, Residual<Tanh>>,
                   Linear<20, 20, false>, LayerNorm<20>, Linear<20, 2>>;
using Late = Seq<Input<3>, Tanh, Residual<Residual<Linear<3, 3>>, SiLU, Linear<3, 3>>, Linear<3, 2>>;
using Images = Seq<Input<1, 6, 6>, Conv2d<1, 3, 3, Padding<1>>, Tanh, MaxPool2d<2>, Conv2d<3, 4, 2>, BatchNorm2d<4>,
                   Tanh, Sum<Conv2d<4, 4, 1>, Identity>, Flatten, Linear<16, 2>>;

}  // namespace

TEST_CASE("the others learn as they would") {
  trains<Dense, "a">(1_c, 3_c, 16_c, 37_c);
  trains<Dense, "b">(3_c);
  trains<Dense, "c">(37_c);
  trains<Dense, "a", "b.0">(37_c);
  trains<Dense, "a", "b", "c">(3_c);
  trains<Normed, "0">(3_c);
  trains<Normed, "0", "1">(37_c);
  trains<Normed, "0", "1", "3.0">(37_c);
  trains<Normed, "1", "3.1", "5">(3_c);
  trains<Normed, "0", "1", "3">(37_c);
  trains<Late, "1.0.0">(3_c);
  trains<Late, "1">(37_c);
  trains<Images, "0">(3_c);
  trains<Images, "0", "3", "4">(37_c);
  trains<Images, "3", "6">(37_c);
  trains<Images, "0", "8">(3_c);
}

// ---- what is there for them

namespace {

template <class Net, class... G>
using Partly = typename learner<Net, ParamGroups<SGD, G...>>::type;
template <fixed_string Name>
using F = internals::FrozenLayer<Name>;
template <class G, int K>
using Steps = decltype(steps_of<G, loss_formula<MSELoss>, SampleLanes<simd::vec<float, simd::native_lanes<float>>, 1>,
                                Goal::gradient, NoRule, K>());
template <class Step>
inline constexpr bool none = std::is_same_v<Step, engine::NoStep>;
template <class G, int K, bool Back, bool Weight>
inline constexpr bool does =
    none<typename Steps<G, K>::back> == !Back && none<typename Steps<G, K>::weight_gradient> == !Weight &&
    none<typename Steps<G, K>::bias_gradient> == !Weight && (wants_adjoint<G>(Goal::gradient, K)) == Back;

// The dense engine has no steps for a layer that is frozen, and goes back no further than anybody learns.
using G0 = stages_of<Dense, Training>;
static_assert(std::is_same_v<typename learner<Dense, SGD>::type, Dense>);
static_assert(std::is_same_v<typename learner<Dense, ParamGroups<SGD, OnLayer<"a", SGD>>>::type, Dense>);
static_assert(does<G0, 0, false, true> && does<G0, 1, true, true>);
using Ga = stages_of<Partly<Dense, F<"a">>, Training>;
static_assert(Ga::lowest == 1 && engine::step_count(Goal::gradient, 4, Ga::lowest) == 8);
static_assert(does<Ga, 1, false, true> && does<Ga, 2, true, true> && does<Ga, 3, true, true>);
using Gb = stages_of<Partly<Dense, F<"b">>, Training>;
static_assert(Gb::lowest == 0 && does<Gb, 0, false, true> && does<Gb, 1, true, false> && does<Gb, 2, true, false>);
using Gabc = stages_of<Partly<Dense, F<"a">, F<"b">, F<"c">>, Training>;
static_assert(Gabc::lowest == 4 && engine::step_count(Goal::gradient, 4, Gabc::lowest) == 5);
using Gb0 = stages_of<Partly<Dense, F<"b">, OnLayer<"b.0", SGD>>, Training>;  // the last group counts
static_assert(does<Gb0, 1, true, true> && does<Gb0, 2, true, false>);

// Nor has it memory for one, for a state of it, or for adjoints.
template <class Net, class... G>
using Groups = ParamGroups<Adam, G...>;
template <class Net, class... G>
using Trained = Trainer<Net, float, MSELoss, ParamGroups<Adam, G...>>;
template <class P>
inline constexpr int bytes_of = int(sizeof(P));
using Wide = Seq<Named<"a", Linear<128, 256>>, Tanh, Named<"b", Linear<256, 128>>>;
inline constexpr int weight_a = bytes_of<Parameter<float, 256, 128>>;
static_assert(bytes_of<Gradient<Wide>> - bytes_of<decltype(Trained<Wide, F<"a">>::grad)> >= weight_a);
static_assert(bytes_of<Optimizer<Groups<Wide>, Wide>> - bytes_of<Optimizer<Groups<Wide, F<"a">>, Wide>> >=
              2 * weight_a);
template <class Net, class Layout>
inline constexpr long scratch = Program<stages_of<Net, Training>, loss_formula<MSELoss>, Layout, Goal::gradient,
                                        NetValues<Net, float, true>, NetValues<Net, float, false>>::scratch_size;
template <class Layout>
constexpr bool scratch_is_less() {
  // values before b and adjoints behind it: two of 256 features a sample
  return scratch<Wide, Layout> - scratch<Partly<Wide, F<"a">>, Layout> >= 256 * Layout::block &&
         scratch<Partly<Wide, F<"a">>, Layout> <=
             scratch_bound<stages_of<Partly<Wide, F<"a">>, Training>, float>(Layout::lanes_are_samples, Goal::gradient)
                 .elements(Layout::block);
}
static_assert(scratch_is_less<SampleLanes<simd::vec<float, simd::native_lanes<float>>, 2>>());
static_assert(scratch_is_less<FeatureLanes<simd::vec<float, simd::native_lanes<float>>, 32>>());

// The general engine has no calls for it.
struct Calls {
  int gradients = 0, backward = 0;
};
template <class Net>
constexpr Calls calls_of(int layer) {
  using G = stages_of<Net, Training>;
  using P = ShapedProgram<G, loss_formula<MSELoss>, Goal::gradient, float, simd::native_lanes<float>>;
  const auto& plan = P::plan;
  Calls calls;
  for (int k = 0; k < plan.ops; ++k) {
    if (plan.op[k].act != plan::Act::call || plan.op[k].stage != layer) continue;
    const auto& s = P::stages.stage[layer];
    const lower::CallView v(s.call[plan.op[k].call], s.number);
    calls.gradients += s.place[v.place(0)].space == lower::Space::gradient;
    calls.backward += plan.op[k].call >= s.forward;
  }
  return calls;
}
template <class Net>
constexpr long shaped_scratch = ShapedProgram<stages_of<Net, Training>, loss_formula<MSELoss>, Goal::gradient, float,
                                              simd::native_lanes<float>>::scratch_size;
static_assert(calls_of<Images>(0).gradients == 2 && calls_of<Images>(3).gradients == 2);
using First = Partly<Images, F<"0">>;
static_assert(calls_of<First>(0).backward == 0 && calls_of<First>(1).backward == 0 && calls_of<First>(2).backward == 0);
static_assert(calls_of<First>(3).gradients == 2 && calls_of<First>(3).backward == 2);
using Middle = Partly<Images, F<"3">, F<"6">>;
static_assert(calls_of<Middle>(0).gradients == 2 && calls_of<Middle>(3).gradients == 0);
static_assert(calls_of<Middle>(3).backward > 0 && calls_of<Middle>(6).gradients == 0);
static_assert(calls_of<Middle>(10).gradients == 2);  // the last: a Sum's formula and its layers are uses of their own
static_assert(shaped_scratch<First> < shaped_scratch<Images>);
static_assert(bytes_of<Trained<Images, F<"0">>> < bytes_of<Trained<Images>>);

}  // namespace

TEST_CASE("a gradient of what learns: by name, printed, clipped") {
  Generator rng{3};
  Model<Dense> model{rng};
  Trainer trainer{model, MSELoss{}, ParamGroups{SGD{.lr = 0.5}, frozen<"b">}, ClipGradNorm{1e-3}};
  trainer.step(ones<float, 2, 3>(), ones<float, 2, 2>());
  double squares = 0;
  int count = 0;
  for_each_parameter(
      [&](const char*, const auto& p) {
        for (float v : p.tensor()) squares += double(v) * double(v);
        ++count;
      },
      trainer.grad);
  CHECK(count == 4);
  CHECK(squares == doctest::Approx(1e-6));
  CHECK(trainer.grad["c"_n].bias(0) != 0);
  static_assert(std::is_empty_v<std::remove_cvref_t<decltype(trainer.grad["b"_n][0_c])>>);
  int named = 0;
  const char* expected[] = {"a.weight", "a.bias", "c.weight", "c.bias"};
  for_each(named_parameters(trainer.grad), [&](auto name, auto&) { CHECK(name == expected[named++]); });
  CHECK(named == 4);
}
