// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/fixed_string.hpp>

namespace ctnn::inline CTNN_TARGET::internals::optimizers {

// The parameters of one layer, by its name or the way to it ("head", "block.0"): with options of their own, or frozen:
// they stay as they are, and no gradient of theirs is computed.
template <fixed_string Name, class O>
struct OnLayer {
  static constexpr auto name = Name;
  static constexpr bool is_frozen = false;
  O options;
};
template <fixed_string Name>
struct FrozenLayer {
  static constexpr auto name = Name;
  static constexpr bool is_frozen = true;
};
}  // namespace ctnn::inline CTNN_TARGET::internals::optimizers

namespace ctnn::inline CTNN_TARGET {

template <fixed_string Name, class O>
constexpr internals::OnLayer<Name, O> on(const O& options) {
  return {options};
}
template <fixed_string Name>
inline constexpr internals::FrozenLayer<Name> frozen{};

// Groups of parameters, as torch's optimisers take them: an optimiser for all others, and others of its kind for some
// layers. Of several groups that a parameter belongs to the last one counts.
//
//   ParamGroups{SGD{.lr = 0.1}, on<"head">(SGD{.lr = 0.01}), frozen<"embed">}
template <class O, class... Group>
struct ParamGroups {
  static constexpr int count = sizeof...(Group);
  O others;
  O group[internals::Bound(count + 1)];  // in order; what is frozen has none

  constexpr explicit ParamGroups(const O& all, const Group&... groups) : others(all), group{of(groups)..., O{}} {}
  constexpr void check() const requires requires(const O& o) { o.check(); }
  {
    others.check();
    for (int k = 0; k < count; ++k) group[k].check();
  }

 private:
  template <fixed_string Name>
  static constexpr O of(const internals::OnLayer<Name, O>& g) {
    return g.options;
  }
  template <fixed_string Name>
  static constexpr O of(const internals::FrozenLayer<Name>&) {
    return O{};
  }
};
template <class O, class... Group>
ParamGroups(const O&, const Group&...) -> ParamGroups<O, Group...>;

}  // namespace ctnn::inline CTNN_TARGET
