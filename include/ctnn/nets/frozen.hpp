// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/stages.hpp>
#include <ctnn/plan/program.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// A network some of whose leaves do not learn: no gradient of theirs is computed, and no values (NetValues) have room
// for one. Beside a Model<Net> stand a Gradient of it, and an optimiser's states.
template <class Net, auto Leaves>
struct PartlyFrozen {};
template <int Words>
struct LeafSet {
  unsigned long long word[Bound(Words)];
  constexpr bool has(int leaf) const { return word[leaf / 64] >> leaf % 64 & 1; }
};

template <class L>
inline constexpr int absent_parameters<plan::Frozen<L>> = lower::parameters_of<L>();

template <class Net, auto Leaves>
struct container<PartlyFrozen<Net, Leaves>> : container<Net> {};
template <class Net, auto Leaves>
struct leaves_of<PartlyFrozen<Net, Leaves>> {
  template <class... L, int... I>
  static auto make(list<L...>, std::integer_sequence<int, I...>)
      -> list<std::conditional_t<Leaves.has(I), plan::Frozen<L>, L>...>;
  using all = typename leaves_of<Net>::type;
  using type = decltype(make(all{}, std::make_integer_sequence<int, length<all>>{}));
};
template <class Net, auto Leaves>
inline constexpr bool depends_on_mode<PartlyFrozen<Net, Leaves>> = depends_on_mode<Net>;
template <class Net, auto Leaves>
inline constexpr bool shaped_network<PartlyFrozen<Net, Leaves>> = shaped_network<Net>;
template <class Net, auto Leaves>
inline constexpr const auto& walked<PartlyFrozen<Net, Leaves>> = walked<Net>;

// Its stages: nothing goes back below the lowest that learns.
template <class G, auto Leaves>
struct FrozenStages : G {
  static constexpr bool learns(int k) { return k == G::size || (G::has_layer(k) && !Leaves.has(G::leaf[k])); }
  static constexpr int make_lowest() {
    int k = 0;
    while (!learns(k)) ++k;
    return k;
  }
  static constexpr int lowest = make_lowest();
};
template <class Net, auto Leaves, class Mode>
struct stages_of_net<PartlyFrozen<Net, Leaves>, Mode, true, false> {
  using type = FrozenStages<typename stages_of_net<Net, Mode>::type, Leaves>;
};

// Its uses. (Those that join branches are no leaves, and what is tied has another's number.)
template <class U>
inline constexpr bool is_leaf = true;
template <class F, int... From>
inline constexpr bool is_leaf<plan::Use<Joined<F>, From...>> = false;
template <int... From>
inline constexpr bool is_leaf<plan::Use<Beside, From...>> = false;
template <class Net, auto Leaves, class F>
struct flatten<PartlyFrozen<Net, Leaves>, F> {
  template <class U>
  struct frozen;
  template <class L, int... From>
  struct frozen<plan::Use<L, From...>> {
    using type = plan::Use<plan::Frozen<L>, From...>;
  };
  template <class... U, class... L>
  static constexpr auto learn(list<U...>, list<L...>) {
    struct {
      bool use[sizeof...(U) + 1];
    } learns{};
    const bool leaf[] = {is_leaf<U>..., false}, tied[] = {is_tied<L>..., false};
    const Before members[] = {plan::detail::use_of<U>::members..., {}};
    for (int k = 0, number = 0; k < int(sizeof...(U)); ++k)
      if (members[k].known()) learns.use[k] = !Leaves.has(members[k].leaf);
      else if (leaf[k]) {
        while (tied[number]) ++number;
        learns.use[k] = !Leaves.has(number++);
      }
    return learns;
  }
  template <class... U, int... I>
  static auto make(list<U...>, std::integer_sequence<int, I...>)
      -> list<typename std::conditional_t<learn(list<U...>{}, leaves<Net>{}).use[I], std::type_identity<U>,
                                          frozen<U>>::type...>;
  using whole = typename flatten<untied<Net>, F>::type::uses;
  struct type {
    using uses = decltype(make(whole{}, std::make_integer_sequence<int, length<whole>>{}));
  };
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
