// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/plan/program.hpp>

// Programs for a number of steps that only run time knows. What a program is made of hangs on extents by numbers alone:
// sums and products of at most two of those that grow with the steps, polynomials of the second degree. So the network
// is lowered for three numbers of steps. The kernels are the same for all, and before a run the numbers are computed.
namespace ctnn::inline CTNN_TARGET::internals::plan {

using lower::probed_steps, lower::steps_apart;

// A polynomial of a number of steps that has given values where it was probed.
struct Polynomial {
  int at = 0, first = 0, second = 0;  // Newton's form
  bool whole = true;

  constexpr Polynomial() = default;
  constexpr Polynomial(const int (&value)[3]) {
    const long long d = steps_apart, one = static_cast<long long>(value[1]) - value[0],
                    two = static_cast<long long>(value[2]) - value[1] - one;
    whole = one % d == 0 && two % (2 * d * d) == 0;
    at = value[0], first = int(one / d), second = int(two / (2 * d * d));
  }
  constexpr bool is_constant() const { return first == 0 && second == 0; }
  constexpr int operator()(int steps) const {
    const long long x = steps - probed_steps[0], y = steps - probed_steps[1];
    return int(at + x * (first + y * second));
  }
};

// Are two stages alike but for their numbers?
template <class T>
constexpr bool same_form(const StageView<T>& a, const StageView<T>& b) {
  if (a.calls != b.calls || a.forward != b.forward || a.numbers != b.numbers || a.words != b.words ||
      a.constants != b.constants || a.places != b.places || a.noises != b.noises || a.counts != b.counts)
    return false;
  const auto same = [](const auto* x, const auto* y, int count) {
    for (int k = 0; k < count; ++k)
      if (!(x[k] == y[k])) return false;
    return true;
  };
  for (int k = 0; k < a.places; ++k)
    if (a.place[k].space != b.place[k].space || a.place[k].number != b.place[k].number ||
        a.place[k].lanes != b.place[k].lanes || a.place[k].probability != b.place[k].probability)
      return false;
  return same(a.call, b.call, a.calls) && same(a.word, b.word, a.words) && same(a.constant, b.constant, a.constants);
}
// Words of an error.
template <class Net>
struct a_layer_takes_another_form_for_other_numbers_of_steps;

template <SampleShape In, class... U, class Mode, Goal goal, class Loss, SampleShape TargetShape, class T, int L,
          int MaxSteps>
requires(MaxSteps > 0) class Program<Dag<In, U...>, Mode, goal, Loss, TargetShape, T, L, 1, MaxSteps> {
  template <int Probe>
  using Probed = Program<typename at_steps<Dag<In, U...>, probed_steps[Probe]>::type, Mode, goal, Loss,
                         TargetShape.at(probed_steps[Probe]), T, Probe == 0 ? L : 0, 1>;
  using P = Probed<0>;
  static constexpr int n = sizeof...(U);
  static constexpr PlanInput<T> probed[] = {P::input(), Probed<1>::input(), Probed<2>::input()};

  static constexpr bool make_alike() {
    for (int k = 0; k <= n; ++k)
      if (!same_form(probed[0].stage[k], probed[1].stage[k]) || !same_form(probed[0].stage[k], probed[2].stage[k]))
        return false;
    return true;
  }
  static constexpr bool alike = make_alike();
  static_assert(sizeof(check<alike, a_layer_takes_another_form_for_other_numbers_of_steps<Dag<In, U...>>>) > 0);

  // (Where they are not, the first stands for all, so that nothing else is wrong.)
  static constexpr const PlanInput<T>& probe(int k) { return probed[alike ? k : 0]; }

  // f(of one input) for each of the three, as a polynomial.
  static constexpr Polynomial polynomial(const auto& f) {
    const int value[] = {f(probe(0)), f(probe(1)), f(probe(2))};
    return value;
  }
  static constexpr Polynomial number(int stage, int k) {
    return polynomial([&](const PlanInput<T>& in) { return in.stage[stage].number[k]; });
  }

  // ---- where everything lies, of as many steps as may be

  static constexpr int make_places() {
    int count = 0;
    for (int k = 0; k <= n; ++k) count += probed[0].stage[k].places;
    return count;
  }
  static constexpr int places = make_places();
  struct Most {
    int units[Bound(n + 1)] = {}, target_units = 0;
    PlaceInfo place[Bound(places + 1)] = {};
  };
  static constexpr Most make_most() {
    Most m;
    for (int v = 0; v <= n; ++v) m.units[v] = polynomial([&](const auto& in) { return in.units[v]; })(MaxSteps);
    m.target_units = polynomial([](const auto& in) { return in.target_units; })(MaxSteps);
    for (int k = 0, at = 0; k <= n; ++k)
      for (int p = 0; p < probed[0].stage[k].places; ++p, ++at) {
        m.place[at] = probed[0].stage[k].place[p];
        m.place[at].units = polynomial([&](const auto& in) { return in.stage[k].place[p].units; })(MaxSteps);
      }
    return m;
  }
  static constexpr Most most = make_most();
  struct Stages {
    StageView<T> stage[Bound(n + 1)];
  };
  static constexpr Stages make_stages() {
    Stages s;
    for (int k = 0, at = 0; k <= n; at += s.stage[k++].places)
      s.stage[k] = probed[0].stage[k], s.stage[k].place = most.place + at;
    return s;
  }
  static constexpr Stages stages = make_stages();
  using Plans = typename P::Plans;
  static constexpr auto make_ops(const PlanInput<T>& in) { return Plans(in).plan; }
  static constexpr PlanInput<T> input() {
    PlanInput<T> in = probed[0];
    in.stage = stages.stage, in.units = most.units, in.target_units = most.target_units;
    return in;
  }
  static constexpr auto done_in_order = make_ops(input());
  static constexpr auto make_plan() {
    const PlanInput<T> in = input();
    return Plans(in, done_in_order).plan;
  }
  static constexpr auto plan = make_plan();

  // ---- the numbers: units of ops, then those of all stages that have one which grows

  struct Moving {
    int at;
    Polynomial value;
  };
  static constexpr bool grows(int stage) {
    for (int k = 0; k < probed[0].stage[stage].numbers; ++k)
      if (!number(stage, k).is_constant()) return true;
    return false;
  }
  struct Sizes {
    int first[Bound(n + 1)] = {}, numbers = 0, moving = 0, counts = 0;  // first: -1 where none grows
    bool whole = true;
  };
  static constexpr auto make_op_units() {
    struct {
      Polynomial of[plan.ops + 1];
    } all;
    const auto a = make_ops(probe(0)), b = make_ops(probe(1)), c = make_ops(probe(2));
    for (int k = 0; k < plan.ops; ++k) all.of[k] = Polynomial({a.units[k], b.units[k], c.units[k]});
    return all;
  }
  static constexpr auto op_units = make_op_units();
  static constexpr Sizes make_sizes() {
    Sizes s;
    const auto add = [&](const Polynomial& p) { ++s.numbers, s.moving += !p.is_constant(), s.whole &= p.whole; };
    for (int k = 0; k < plan.ops; ++k) add(op_units.of[k]);
    for (int k = 0; k <= n; ++k) {
      s.first[k] = grows(k) ? s.numbers : -1;
      if (s.first[k] < 0) continue;
      for (int i = 0; i < probed[0].stage[k].numbers; ++i) add(number(k, i));
      s.counts += probed[0].stage[k].counts;
    }
    return s;
  }
  static constexpr Sizes sizes = make_sizes();
  static_assert(sizeof(check<sizes.whole, a_layer_takes_another_form_for_other_numbers_of_steps<Dag<In, U...>>>) > 0);
  static constexpr auto make_table() {
    struct {
      int number[sizes.numbers + 1] = {};
      Moving moving[sizes.moving + 1] = {};
    } t;
    int count = 0, moving = 0;
    const auto add = [&](const Polynomial& p) {
      if (!p.is_constant()) t.moving[moving++] = {count, p};
      t.number[count++] = p.at;
    };
    for (int k = 0; k < plan.ops; ++k) add(op_units.of[k]);
    for (int k = 0; k <= n; ++k)
      for (int i = 0; sizes.first[k] >= 0 && i < probed[0].stage[k].numbers; ++i) add(number(k, i));
    return t;
  }
  static constexpr auto table = make_table();

 public:
  static constexpr int scratch_size = plan.scratch, table_size = sizes.numbers + 1;
  static constexpr bool fits = P::fits;
  using too_large = typename P::too_large;

  // The numbers are written to `numbers` first.
  template <class Target, class X>
  static constexpr T run(T* scratch, int* numbers, const Arguments<T, Target, X>& with) {
    for (int k = 0; k < sizes.numbers; ++k) numbers[k] = table.number[k];
    for (int k = 0; k < sizes.moving; ++k) numbers[table.moving[k].at] = table.moving[k].value(with.steps);
    T of_samples[P::number_count] = {}, counts[2 * sizes.counts + 1] = {};
    T* external[P::external_size] = {};
    P::hand_in(external, of_samples, with, plan.is_stored);
    Stages here = stages;
    T* count = counts;
    for (int k = 0; k <= n; ++k) {
      if (sizes.first[k] < 0) continue;
      StageView<T>& s = here.stage[k];
      s.number = numbers + sizes.first[k];
      external[P::counts_at + k] = count;
      for (int i = s.numbers - s.counts; i < s.numbers; ++i) {
        *count++ = static_cast<T>(s.number[i]);
        *count++ = static_cast<T>(1 / static_cast<double>(s.number[i]));
      }
    }
    const int in_units = In.at(with.steps).units(),
              out_units = goal == Goal::output ? P::out_shape.at(with.steps).units() : in_units;
    return run_program<T, L, plan.noises>(
        {plan.op, numbers, plan.ops, plan.barrier, plan.sweeps, plan.place, plan.first_place, here.stage, plan.noises,
         plan.out, plan.spare, in_units, out_units, nullptr},
        scratch, external, with);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
