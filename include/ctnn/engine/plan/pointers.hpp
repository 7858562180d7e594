// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/update.hpp>
#include <ctnn/engine/plan/places.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Where all parameters, gradients and buffers of a network lie, in tables; `with` is what a rule works with
// (update.hpp). An object of its own: compilers keep a program in registers only if it does not point into itself.
template <class T, Goal goal, class Values, class Gradients, class Rule>
struct Pointers {
  static constexpr int count = Values::parameter_table.count;
  const T* parameters[Rule::results == 0 ? count + 1 : 1];  // a rule knows them
  T* gradients[Bound(count + 1)];
  const T* buffers[Values::buffer_table.count + 1];
  RulePlaces<T, count, Rule::results> rule;

  CTNN_INLINE constexpr Pointers(Values& values, [[maybe_unused]] Gradients* all, const auto& with)
      : rule(make_rule(values, with)) {
    if constexpr (Rule::results == 0) values.parameters(parameters);
    if constexpr (Values::buffer_table.count > 0) values.buffers(buffers);
    if constexpr (goal == Goal::gradient) all->parameters(gradients);
  }

  CTNN_INLINE constexpr const T* const* all_parameters() const {
    if constexpr (Rule::results == 0) return parameters;
    else return rule.at;
  }

 private:
  CTNN_INLINE static constexpr RulePlaces<T, count, Rule::results> make_rule([[maybe_unused]] Values& values,
                                                                             [[maybe_unused]] const auto& with) {
    if constexpr (Rule::results == 0) return {};
    else return {values, *with.states};
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
