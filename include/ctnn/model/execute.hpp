// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/choose_plan.hpp>

namespace ctnn::inline CTNN_TARGET {

template <class Need, class Have>
struct scratch_exceeds_the_stack_pass_a_Workspace;
template <long Bytes>
struct bytes {};

// Scratch memory: on the stack of the call, or lent by the caller.
struct StackScratch {
  static constexpr long budget = stack_budget;
};
template <class T, long Elements>
struct alignas(64) OwnedScratch {
  static constexpr long budget = Elements * long(sizeof(T));
  T memory[Elements];
};

namespace detail {

// One program under one plan.
template <class G, class Loss, Goal goal, class Layout, class Rule = NoRule, class Values, class Gradients, class Scratch, class Target>
[[gnu::always_inline]] constexpr auto run_program(Values& values, Gradients* gradients, Scratch& scratch, const typename Layout::element* uniforms, int samples,
                           const typename Layout::element* x, const Target* targets, typename Layout::element* out,
                           const auto& with) {
  using T = typename Layout::element;
  using P = Program<G, Loss, Layout, goal, Values, Gradients, Rule>;
  const typename P::Pointers pointers(values, gradients, with);
  if constexpr (std::is_same_v<Scratch, StackScratch> || Layout::inlined) {   // what is the call's own, compilers keep in registers
    if constexpr (P::scratch_size * long(sizeof(T)) > 64 * 1024)
      return scratch_exceeds_the_stack_pass_a_Workspace<bytes<P::scratch_size * long(sizeof(T))>, bytes<64 * 1024>>::ok;
    else {
      alignas(64) T memory[P::scratch_size + 1];
      return P(pointers, memory, uniforms, samples, with).run(x, targets, out);
    }
  } else {
    static_assert(P::scratch_size * long(sizeof(T)) <= Scratch::budget, "the plan was chosen to fit");
    return P(pointers, scratch.memory, uniforms, samples, with).run(x, targets, out);
  }
}

}  // namespace detail

// Runs a network for a goal: N samples, a constant or dynamic (then `samples` says). In a constant expression the same program runs with
// one lane and blocks of one sample. With a Rule the parameters are updated as well,
// `with` is what it works with.
template <class G, class Loss, Goal goal, int N, class Rule = NoRule, class Values, class Gradients, class Scratch, class T, class Target>
[[gnu::always_inline]] constexpr T execute(Values& values, Gradients* gradients, Scratch& scratch, const T* uniforms, int samples, const T* x, const Target* targets,
                    T* out, const auto& with) {
  if constexpr (is_faulty<G>) return T();
  else {
    using V = simd::vec<T, simd::native_lanes<T>>;
    auto run = [&]<class Layout>(std::type_identity<Layout>) __attribute__((always_inline)) {
      return detail::run_program<G, Loss, goal, Layout, Rule>(values, gradients, scratch, uniforms, samples, x, targets, out, with);
    };
    // (the builtin, as g++ 12 drops the branch before it compiles what is behind it)
    if (__builtin_is_constant_evaluated()) return run(std::type_identity<SampleLanes<T, 1>>{});
    constexpr Plan many = choose_plan<G, T>(N, goal, Scratch::budget);
    if constexpr (N == dynamic && many.lanes_are_samples) {   // (lanes that are features serve few samples too)
      constexpr Plan few = choose_plan<G, T>(4, goal, Scratch::budget), any{few.lanes_are_samples, few.block, false};
      if constexpr (!(any == many))
        if (samples <= any.block) return run(std::type_identity<typename layout_of<any, V>::type>{});
    }
    return run(std::type_identity<typename layout_of<many, V>::type>{});
  }
}

}  // namespace ctnn::inline CTNN_TARGET
