// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Scratch memory of a program: on the stack of the call, or lent by the caller.

// How many bytes a plan may put on the stack, and a call at most.
inline constexpr long stack_budget = 60 * 1024, stack_limit = 64 * 1024;

template <class Need, class Have>
struct scratch_exceeds_the_stack_pass_a_Workspace;
template <long Bytes>
struct bytes {};

struct StackScratch {
  static constexpr long budget = stack_budget;
  static constexpr int max_steps = 0;  // none that only run time knows
};
// Fails, with words, where a program needs more of the stack than a call may have.
template <long Size, long Most, bool Fits = Size <= Most>
struct CheckScratch {
  static_assert(sizeof(check<Fits, scratch_exceeds_the_stack_pass_a_Workspace<bytes<Size>, bytes<Most>>>) > 0);
};
template <class T, long Elements>
struct alignas(64) OwnedScratch {
  static constexpr long budget = Elements * long(sizeof(T));
  static constexpr int max_steps = 0;
  T memory[Bound(Elements)];
};
// The same for at most so many steps, and so many numbers that hang on them (plan/stepped.hpp).
template <class T, long Elements, int MaxSteps, int Numbers>
struct SteppedScratch : OwnedScratch<T, Elements> {
  static constexpr int max_steps = MaxSteps, table_size = Numbers;
  int table[Bound(Numbers)];
};

// So many elements for one run: the call's own, which compilers keep in registers, or where the lender has them.
template <class T, long Elements, bool Own>
struct RunMemory {
  alignas(64) T memory[Bound(Elements + 1)];
  CTNN_INLINE constexpr T* in(auto&) { return memory; }
};
template <class T, long Elements>
struct RunMemory<T, Elements, false> {
  CTNN_INLINE constexpr T* in(auto& lent) { return lent.memory; }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
