// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/plan/plan.hpp>
#include <ctnn/plan/run.hpp>
#include <ctnn/plan/whole.hpp>
#include <ctnn/random/generator.hpp>

// A network and a goal as a program: blocks of L samples go through all of it, one after the other.
namespace ctnn::inline CTNN_TARGET::internals::plan {

// What a program is handed. Parameters, gradients and buffers by layer, in order, as the library stores them.
template <class T, class Target = T, class X = T>
struct Arguments {
  T* const* parameters = nullptr;
  T* const* gradients = nullptr;
  const int* gradient_sizes = nullptr;  // numbers stored of each, which are set to zero first
  T* const* buffers = nullptr;
  const T* uniforms = nullptr;  // numbers of the loss that only run time knows, ...
  int uniform_count = 32;       // ... so many
  int samples = 0, steps = 0;
  const X* x = nullptr;             // row by row
  const Target* targets = nullptr;  // likewise
  T* out = nullptr;                 // results, or adjoints of x
  Generator* generator = nullptr;   // where there is noise
};

struct NoLoss {};

// What is wanted of a loss.
template <class Net, class Loss>
constexpr Wants wants_of_loss(Goal goal) {
  return {goal == Goal::gradient && loss_parameters<Loss> != 0,
          goal != Goal::loss && DagFacts<Net>::wanted(goal, DagFacts<Net>::n)};
}

// (L samples at a time, with lanes of samples; or one, with E lanes along loops. Of at most so many steps, where run
// time alone knows how many there are: plan/stepped.hpp.)
template <class Net, class Mode, Goal goal, class Loss, SampleShape TargetShape, class T, int L, int E = 1,
          int MaxSteps = 0>
class Program;
template <SampleShape In, class... U, class Mode, Goal goal, class Loss, SampleShape TargetShape, class T, int L, int E>
class Program<Dag<In, U...>, Mode, goal, Loss, TargetShape, T, L, E, 0> {
  static_assert(L <= 1 || E == 1);
  using Net = Dag<In, U...>;
  using Facts = DagFacts<Net>;
  static constexpr int n = sizeof...(U), most_uniforms = 32;

  template <int K>
  static constexpr StageView<T> view() {
    if constexpr (Facts::layer[K].reshapes) return {};
    else return StageView<T>::template of<typename detail::stage_at<Net, Mode, goal, T, K>::type, LanesOf{L, E}>();
  }
  static constexpr StageView<T> loss_view() {
    if constexpr (goal == Goal::output) return {};
    else {
      return StageView<T>::template of<LossStage<Loss, wants_of_loss<Net, Loss>(goal), out_shape, TargetShape>,
                                       LanesOf{L, E}>();
    }
  }
  template <int... K>
  static constexpr auto views(std::integer_sequence<int, K...>) {
    struct {
      StageView<T> stage[Bound(n + 1)];
    } v{{view<K>()..., loss_view()}};
    return v;
  }
  template <int... K>
  static constexpr auto facts(std::integer_sequence<int, K...>) {
    struct {
      typename PlanInput<T>::Layer layer[Bound(n + 1)];
      int units[Bound(n + 1)];
    } f{{layer_of<K>()..., {}}, {In.units(), detail::value_shape<Net, Mode, goal, T, K + 1>::shape.units()...}};
    const Before members[] = {detail::use_of<U>::members..., {}};
    const int parameters_of[] = {detail::own_parameters<U>..., 0}, buffers_of[] = {detail::own_buffers<U>..., 0};
    for (int k = 0, parameter = 0, buffer = 0; k < n; parameter += parameters_of[k], buffer += buffers_of[k], ++k) {
      const bool again = members[k].known();
      f.layer[k].first_parameter = again ? members[k].parameter : parameter;
      f.layer[k].first_buffer = again ? members[k].buffer : buffer;
    }
    return f;
  }
  template <int K>
  static constexpr typename PlanInput<T>::Layer layer_of() {
    typename PlanInput<T>::Layer l{};
    l.inputs = Facts::layer[K].inputs, l.reshapes = Facts::layer[K].reshapes;
    for (int i = 0; i < l.inputs; ++i) l.from[i] = Facts::layer[K].from[i];
    return l;
  }
  static constexpr std::make_integer_sequence<int, n> all{};
  static constexpr int parameters = (detail::own_parameters<U> + ... + loss_parameters<Loss>),
                       buffers = (detail::own_buffers<U> + ... + 0);

 public:
  static constexpr SampleShape out_shape = detail::value_shape<Net, Mode, goal, T, n>::shape;

  static constexpr auto stages = views(all);
  static constexpr PlanInput<T> input() {
    return {n, goal, L, stages.stage, known.layer, known.units, TargetShape.units(), parameters, buffers, sizes.of};
  }

 private:
  static constexpr auto known = facts(all);
  static constexpr int count_ops() {
    int count = 2 * n + 8;
    for (const auto& s : stages.stage) count += s.calls + s.noises + lower::most_inputs;
    return count;
  }
  static constexpr int ops = count_ops();
  static constexpr int count_places() {
    int count = 0;
    for (const auto& s : stages.stage) count += s.places;
    return count;
  }
  static constexpr int places = count_places();
  struct Sizes {
    int of[Bound(parameters + 1)] = {};
  };
  static constexpr Sizes make_sizes() {
    Sizes each;
    detail::values_of(typename uses_of_loss<Loss>::type{}, detail::values_of(list<U...>{}, each.of));
    return each;
  }
  static constexpr Sizes sizes = make_sizes();

 public:
  using Plans = Planner<Plan<ops, places, n, parameters>, T>;

 private:
  static constexpr auto make_ops() {
    const PlanInput<T> in = input();
    return Plans(in).plan;
  }
  static constexpr auto make_plan() {
    const PlanInput<T> in = input();
    return Plans(in, done_in_order).plan;
  }

  // The first layer that is too large, or the loss.
  static constexpr int make_too_large_at() {
    int k = 0;
    while (k < n && !stages.stage[k].overflows) ++k;
    return k;
  }
  static constexpr int too_large_at = make_too_large_at();

 public:
  static constexpr auto done_in_order = make_ops();
  static constexpr auto plan = make_plan();
  static constexpr bool fits = !stages.stage[too_large_at].overflows;
  template <int K>
  static constexpr auto stage_type() {
    if constexpr (K == n) return std::type_identity<Loss>{};
    else return std::type_identity<typename detail::use_of<type_at<K, leaf_pack<type_leaf<U>...>>>::layer>{};
  }
  using too_large = typename decltype(stage_type<too_large_at>())::type;
  static constexpr int scratch_size = plan.scratch;

  // What is handed in, as stages' places find it; the numbers of the samples and of the loss are the first.
  static constexpr int counts_at = 1 + 2 * parameters + buffers, external_size = counts_at + n + 1 + 2,
                       number_count = 2 + most_uniforms;
  // (Gradients that the first block does not store start at zero.)
  static constexpr void hand_in(T** external, T* numbers, const auto& with, const bool* is_stored) {
    numbers[0] = static_cast<T>(with.samples);
    numbers[1] = with.samples == 0 ? T(0) : T(1) / static_cast<T>(with.samples);
    if (with.uniforms)
      for (int k = 0; k < with.uniform_count; ++k) numbers[2 + k] = with.uniforms[k];
    external[0] = numbers;
    for (int k = 0; k < parameters; ++k) {
      external[1 + k] = with.parameters[k];
      external[1 + parameters + k] = with.gradients ? with.gradients[k] : nullptr;
      if (goal == Goal::gradient)
        if (with.samples == 0 || !is_stored[k])
          for (int i = 0; i < with.gradient_sizes[k]; ++i) with.gradients[k][i] = 0;
    }
    for (int k = 0; k < buffers; ++k) external[1 + 2 * parameters + k] = with.buffers[k];
  }
  // Gives the loss, where there is one.
  template <class Target, class X>
  static constexpr T run(T* scratch, const Arguments<T, Target, X>& with) {
    T numbers[number_count] = {};
    T* external[Bound(external_size)] = {};
    hand_in(external, numbers, with, plan.is_stored);
    return run_program<T, L, plan.noises>(
        {plan.op, plan.units, plan.ops, plan.barrier, plan.sweeps, plan.place, plan.first_place, stages.stage,
         plan.noises, plan.out, plan.spare, In.units(), goal == Goal::output ? out_shape.units() : In.units(), nullptr},
        scratch, external, with);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
