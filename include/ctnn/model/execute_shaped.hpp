// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/places.hpp>
#include <ctnn/engine/scratch.hpp>
#include <ctnn/model/loss_formula.hpp>
#include <ctnn/nets/dag.hpp>
#include <ctnn/plan/program.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

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
  if constexpr (Loss::class_targets) return {};
  else return G::out_shape;
}
template <class G, class Loss, Goal goal, class T, int L>
using ShapedProgram = plan::Program<typename G::dag, typename G::mode, plan_goal(goal),
                                    typename G::template loss<typename loss_of_formula<Loss>::type>,
                                    goal == Goal::output ? lower::SampleShape{} : target_shape<G, Loss>(), T, L>;

// So many lanes: no more than there are samples, and scratch memory for them that fits.
template <class G, class Loss, Goal goal, class T, int N, int L, long Budget>
constexpr auto lanes_for() {
  if constexpr (L == 1) return std::integral_constant<int, 1>{};
  else if constexpr (N != dynamic && L / 2 >= N) return lanes_for<G, Loss, goal, T, N, L / 2, Budget>();
  else if constexpr (ShapedProgram<G, Loss, goal, T, L>::scratch_size * long(sizeof(T)) <= Budget)
    return std::integral_constant<int, L>{};
  else return lanes_for<G, Loss, goal, T, N, L / 2, Budget>();
}

// The same as execute(), for networks of values with a shape: lanes are samples. Parameters and gradients are handed in
// by their places.
template <class G, class Loss, Goal goal, int N, class Values, class Gradients, class Scratch, class T, class Target,
          class X>
constexpr T execute_shaped(Values& values, Gradients* gradients, Scratch& scratch, const T* uniforms, int count,
                           const X* x, const Target* targets, T* out, const auto& with) {
  constexpr const auto& parameter_table = std::remove_const_t<Values>::parameter_table;
  constexpr int parameters = parameter_table.count, buffers = std::remove_const_t<Values>::buffer_table.count;
  T* parameter[parameters + 1] = {};
  T* gradient[parameters + 1] = {};
  T* buffer[buffers + 1] = {};
  int sizes[parameters + 1] = {};
  {
    const T* read[parameters + buffers + 1] = {};
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
  all.samples = N == dynamic ? count : N, all.x = x, all.targets = targets, all.out = out;
  if constexpr (requires { with.generator; }) all.generator = with.generator;
  if (__builtin_is_constant_evaluated()) {
    using Program = ShapedProgram<G, Loss, goal, T, 1>;
    T memory[Program::scratch_size + 1]{};
    return Program::run(memory, all);
  }
  constexpr bool own = std::is_same_v<Scratch, StackScratch>;
  constexpr long most = own ? stack_limit : Scratch::budget;
  constexpr int lanes =
      decltype(lanes_for < G, Loss, goal, T, N, simd::native_lanes<T>, own ? stack_budget : most > ())::value;
  using Program = ShapedProgram<G, Loss, goal, T, lanes>;
  constexpr long size = Program::scratch_size * long(sizeof(T));
  if constexpr (size > most) return scratch_exceeds_the_stack_pass_a_Workspace<bytes<size>, bytes<most>>::ok;
  else {
    RunMemory<T, Program::scratch_size, own> memory;
    return Program::run(memory.in(scratch), all);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model
