// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/plan/stage_steps.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The steps of one stage as a program that loops over its stages calls them: code, shared by all stages that do the
// same, and the stage's own kernels.
template <class Kernel, class Rule>
struct StageCode {
  using T = typename Kernel::element;
  using Contract = ContractTable<T>;
  using Gradient = GradientTable<T, Sink<typename Kernel::vector, Rule>>;
  using Tables = StageKernels<Contract, Contract, Gradient, Gradient>;
  using Code = void (*)(const Frame<T>&, const StageInfo&, const Tables&);

  Code forward, back, back_unsummed, weight_gradient, bias_gradient;
  Tables kernels;

  // Of these steps, as far as the goal has them; the rest stays null. Waits: does any step wait for a reduction over
  // the batch?
  template <class Steps, bool Forward, bool Back, bool Waits>
  static constexpr StageCode of() {
    StageCode c{};
    if constexpr (Forward) c.forward = code_of<typename Steps::forward>();
    if constexpr (Back) {
      c.back = code_of<typename Steps::back>();
      c.weight_gradient = code_of<typename Steps::weight_gradient>(),
      c.bias_gradient = code_of<typename Steps::bias_gradient>();
      if constexpr (Waits) c.back_unsummed = code_of<typename Steps::back_unsummed>();
    }
    c.kernels = tables_of(typename Steps::kernels{});
    return c;
  }

 private:
  // (Of NoStep too: g++ with sanitizers does not compare a function's address with null in a constant expression.)
  template <class Step>
  static constexpr Code code_of() {
    return &outlined<Step, Frame<T>, StageInfo, Tables>;
  }
  template <class F, class B, class W, class S>
  static constexpr Tables tables_of(StageKernels<F, B, W, S>) {
    return {Contract::of(F{}), Contract::of(B{}), Gradient::of(W{}), Gradient::of(S{})};
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
