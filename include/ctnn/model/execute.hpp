// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/choose_plan.hpp>
#include <ctnn/model/execute_shaped.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

// Runs a network for a goal: N samples, a constant or dynamic (then `count` says, and how many steps, if need be). In a
// constant expression the same program runs with one lane and blocks of one sample. With a Rule the parameters are
// updated as well, `with` is what it works with. A function of its own, whoever calls: in a caller's loop g++ 12 takes
// the innermost loops of a program for rare, and keeps their sums in memory (measured: up to twice the time); it also
// breaks down in its vectoriser at some callers' constants.
template <class G, class Loss, Goal goal, int N, class Rule = NoRule, class Values, class Gradients, class Scratch,
          class T, class Target, class X>
CTNN_KERNEL constexpr T execute(Values& values, Gradients* gradients, Scratch& scratch, const T* uniforms, Counts count,
                                const X* x, const Target* targets, T* out, const auto& with) {
  if constexpr (is_faulty<G>) return T();
  else if constexpr (is_shaped<G>)
    return execute_shaped<G, Loss, goal, N>(values, gradients, scratch, uniforms, count, x, targets, out, with);
  else {
    using V = simd::vec<T, simd::native_lanes<T>>;
    const int samples = N == dynamic ? count.samples : N;
    // (the builtin, as g++ 12 drops the branch before it compiles what is behind it)
    if (__builtin_is_constant_evaluated()) {
      using P = Program<G, Loss, SampleLanes<T, 1>, goal, Values, Gradients, Rule>;
      return P::run(values, gradients, scratch, uniforms, samples, x, targets, out, with, P::all_steps);
    }
    constexpr Plan many = choose_plan<G, T>(N, goal, Scratch::budget);
    if constexpr (N == dynamic && many.lanes_are_samples) {  // (lanes that are features serve few samples too)
      constexpr Plan few = plan_for_few<G, T>(many, goal, Scratch::budget);
      if constexpr (!(few == many))
        if (samples <= few.block) {
          using P = Program<G, Loss, typename layout_of<few, V>::type, goal, Values, Gradients, Rule>;
          return P::run(values, gradients, scratch, uniforms, samples, x, targets, out, with, P::all_steps);
        }
    }
    using Layout = typename layout_of<many, V>::type;
    using P = Program<G, Loss, Layout, goal, Values, Gradients, Rule>;
    if constexpr (std::is_same_v<Scratch, StackScratch> || Layout::inlined)
      static_assert(sizeof(CheckScratch<P::scratch_bytes, stack_limit>) > 0);
    return P::run(values, gradients, scratch, uniforms, samples, x, targets, out, with, P::all_steps);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::model
