// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/scratch.hpp>
#include <ctnn/engine/plan/places.hpp>
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/model/steps.hpp>
#include <ctnn/nets/dag.hpp>
#include <ctnn/plan/choose_lanes.hpp>
#include <ctnn/plan/stepped.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Layer>
struct a_layer_is_too_large_for_a_stage_write_it_as_several;  // words of an error, too
template <class Net>
struct network_draws_random_numbers_pass_a_Generator_last;  // words of an error

// From whom a network with noise draws it (Dropout), while it is trained.
struct NoiseSource {
  Generator* generator = nullptr;
};

template <class Loss>
struct loss_of_formula {
  using type = plan::NoLoss;
};
template <class Loss>
requires requires { typename Loss::loss; }
struct loss_of_formula<Loss> {
  using type = typename Loss::loss;
};
// How many numbers of it only run time knows.
template <class T, class Loss>
inline constexpr int uniform_count = 0;
template <class T, class L>
inline constexpr int uniform_count<T, LossFormula<L>> =
    std::is_empty_v<L> ? 0 : int(sizeof(loss_uniforms<T>(std::declval<const L&>())) / sizeof(T));
constexpr plan::Goal plan_goal(Goal goal) {
  return goal == Goal::output     ? plan::Goal::output
         : goal == Goal::loss     ? plan::Goal::loss
         : goal == Goal::gradient ? plan::Goal::gradient
                                  : plan::Goal::input_gradient;
}
template <class G, class Loss>
constexpr lower::SampleShape target_shape() {
  if constexpr (Loss::class_targets) return G::out_shape.without(G::out_shape.channels());
  else return G::out_shape;
}
template <class G, class Loss, Goal goal, class T, int L, int E = 1, int MaxSteps = 0>
using ShapedProgram = plan::Program<
    typename G::dag, typename G::mode, plan_goal(goal), typename G::template loss<typename loss_of_formula<Loss>::type>,
    goal == Goal::output ? lower::SampleShape{} : target_shape<G, Loss>(), T, L, E, G::grows ? MaxSteps : 0>;

template <class G, class Loss, Goal goal, class T>
using ShapedCost = plan::CostOf<typename G::dag, typename G::mode, plan_goal(goal),
                                goal == Goal::output ? lower::SampleShape{} : target_shape<G, Loss>(), T,
                                typename G::template loss<typename loss_of_formula<Loss>::type>>;

// So many samples side by side: no more than there are, and scratch memory for them that fits.
template <class G, class Loss, Goal goal, class T, int N, int L, int MaxSteps, long Budget>
constexpr int samples_in_lanes() {
  if constexpr (L == 1) return 1;
  else if constexpr (N != dynamic && L / 2 >= N)
    return samples_in_lanes<G, Loss, goal, T, N, L / 2, MaxSteps, Budget>();
  else if constexpr (ShapedProgram<G, Loss, goal, T, L, 1, MaxSteps>::scratch_size * long(sizeof(T)) <= Budget)
    return L;
  else return samples_in_lanes<G, Loss, goal, T, N, L / 2, MaxSteps, Budget>();
}
// The program for N samples (of a number that only run time knows: as for 64). What contracts has enough to do with a
// register of samples. (Where only run time knows the number of steps, lanes are samples.)
template <class G, class Loss, Goal goal, class T, int N, int MaxSteps, long Budget>
constexpr auto program_for() {
  constexpr int E = simd::native_lanes<T>, count = N == dynamic ? 64 : N;
  constexpr int L = samples_in_lanes<G, Loss, goal, T, N, E, MaxSteps, Budget>();
  if constexpr (G::grows) return std::type_identity<ShapedProgram<G, Loss, goal, T, L, 1, MaxSteps>>{};
  else {
    using Cost = ShapedCost<G, Loss, goal, T>;
    constexpr bool one_at_a_time = [] {
      if constexpr (L == 1) return true;
      else if constexpr (L == E && count >= E && Cost::contracts) return false;
      else return Cost::value().one_at_a_time(count, L);
    }();
    if constexpr (one_at_a_time) return std::type_identity<ShapedProgram<G, Loss, goal, T, 1, E>>{};
    else return std::type_identity<ShapedProgram<G, Loss, goal, T, L>>{};
  }
}

// The same as execute(), for networks of values with a shape: lanes are samples, or lie along loops. Parameters and
// gradients are handed in by their places.
template <class G, class Loss, Goal goal, int N, class Values, class Gradients, class Scratch, class T, class Target,
          class X>
constexpr T execute_shaped(Values& values, Gradients* gradients, Scratch& scratch, const T* uniforms, Counts count,
                           const X* x, const Target* targets, T* out, const auto& with) {
  constexpr const auto& parameter_table = std::remove_const_t<Values>::parameter_table;
  constexpr int parameters = parameter_table.count, buffers = std::remove_const_t<Values>::buffer_table.count;
  T* parameter[Bound(parameters + 1)] = {};
  T* gradient[Bound(parameters + 1)] = {};
  T* buffer[Bound(buffers + 1)] = {};
  int sizes[Bound(parameters + 1)] = {};
  {
    const T* read[Bound(parameters + buffers + 1)] = {};
    values.parameters(read), values.buffers(read + parameters);
    for (int k = 0; k < parameters; ++k) parameter[k] = const_cast<T*>(read[k]);
    for (int k = 0; k < buffers; ++k) buffer[k] = const_cast<T*>(read[parameters + k]);
  }
  if constexpr (goal == Goal::gradient) {
    gradients->parameters(gradient);
    for (int k = 0; k < parameters; ++k) sizes[k] = Gradients::parameter_table.rows[k].stored;
  }
  plan::Arguments<T, Target, X> all;
  all.parameters = parameter, all.gradients = gradient, all.gradient_sizes = sizes, all.buffers = buffer;
  all.uniforms = uniforms, all.uniform_count = uniform_count<T, Loss>;
  static_assert(uniform_count<T, Loss> <= 32, "a loss of at most 32 numbers that only run time knows");
  all.samples = N == dynamic ? count.samples : N, all.steps = count.steps, all.x = x, all.targets = targets,
  all.out = out;
  if constexpr (requires { with.generator; }) all.generator = with.generator;
  constexpr int max_steps = Scratch::max_steps;
  if constexpr (G::grows && max_steps == 0) return T();  // (said in words: checked_steps)
  else {
    if (__builtin_is_constant_evaluated()) {
      using Program = ShapedProgram<G, Loss, goal, T, 1, 1, max_steps>;
      T memory[Program::scratch_size + 1]{};
      if constexpr (G::grows) {
        int table[Program::table_size]{};
        return Program::run(memory, table, all);
      } else return Program::run(memory, all);
    }
    constexpr bool own = std::is_same_v<Scratch, StackScratch>;
    constexpr long most = own ? stack_limit : Scratch::budget;
    using Program =
        typename decltype(program_for < G, Loss, goal, T, N, max_steps, own ? stack_budget : most > ())::type;
    static_assert(
        sizeof(
            check<Program::fits, a_layer_is_too_large_for_a_stage_write_it_as_several<typename Program::too_large>>) >
        0);
    constexpr long size = Program::scratch_size * long(sizeof(T));
    static_assert(sizeof(check<size <= most, scratch_exceeds_the_stack_pass_a_Workspace<bytes<size>, bytes<most>>>) >
                  0);
    if constexpr (size > most) return T();
    else if constexpr (G::grows) {
      static_assert(Program::table_size <= Scratch::table_size, "a Workspace has too little room for a loss like this");
      return Program::run(scratch.memory, scratch.table, all);
    } else {
      RunMemory<T, Program::scratch_size, own> memory;
      return Program::run(memory.in(scratch), all);
    }
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model
