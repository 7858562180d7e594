// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/model/values.hpp>
#include <ctnn/nets/frozen.hpp>
#include <ctnn/optimizers/param_groups.hpp>

namespace ctnn::inline CTNN_TARGET::internals::model {

template <class Name>
struct a_parameter_group_names_no_layer;  // words of an error

// To which group each leaf of a network belongs: -1 to the others, k to the k-th. Goes through the layers with the path
// to each, as names are told: "block.0". (What is tied has its parameters elsewhere.)
template <int Leaves>
struct GroupWalk {
  const char* const* names;
  int count;
  int of_leaf[Bound(Leaves + 1)] = {}, leaf = 0;
  bool found[64] = {};
  LayerPath path{};

  template <class L>
  constexpr void layer() {
    using Bare = unnamed<L>;
    if constexpr (Container<Bare>) inside(typename container<Bare>::layers{});
    else {
      of_leaf[leaf] = -1;
      for (int k = 0; k < count; ++k)
        if (!is_tied<Bare> && path.is_within(names[k])) of_leaf[leaf] = k, found[k] = true;
      ++leaf;
    }
  }

 private:
  template <class... L>
  constexpr void inside(list<L...>) {
    [[maybe_unused]] int index = 0;
    (one<L>(index++), ...);
  }
  template <class L>
  constexpr void one(int index) {
    const int outside = path.enter(own_name<L>, index);
    layer<L>();
    path.leave(outside);
  }
};

template <class Net, class Groups>
struct GroupTable;
template <class Net, class O, class... G>
struct GroupTable<Net, ParamGroups<O, G...>> {
  static constexpr const char* names[sizeof...(G) + 1] = {G::name.text..., ""};
  static constexpr bool is_frozen[sizeof...(G) + 1] = {G::is_frozen..., false};
  static constexpr auto make_walk() {
    GroupWalk<length<leaves<Net>>> w{names, sizeof...(G)};
    w.template layer<Net>();
    return w;
  }
  static constexpr auto walk = make_walk();
  // The first group that names no layer, if any, in words.
  template <int K, class... R>
  struct words {
    using type = Passed;
  };
  template <int K, class First, class... R>
  struct words<K, First, R...> : words<K + 1, R...> {};
  template <int K, class First, class... R>
  requires(!walk.found[K]) struct words<K, First, R...> {
    using type = a_parameter_group_names_no_layer<name<First::name>>;
  };
  using fault = typename words<0, G...>::type;

  // By parameter: which numbers it is updated with, 0 for those of the others, k + 1 of the k-th group; -1: it is
  // frozen.
  template <class Values>
  static constexpr auto make() {
    constexpr const auto& table = Values::parameter_table;
    struct {
      int of[Bound(table.count + 1)];
    } t{};
    for (int l = 0; l < Values::leaf_size; ++l)
      for (int k = table.first[l]; k < table.first[l + 1]; ++k)
        t.of[k] = walk.of_leaf[l] < 0 ? 0 : is_frozen[walk.of_leaf[l]] ? -1 : walk.of_leaf[l] + 1;
    return t;
  }
};

// The network as an optimiser's gradients and states are: without the layers that it leaves as they are. (Those that
// have no parameters learn nothing either.)
template <class Net, class O>
struct learner {
  using type = Net;
};
template <class Net, class O, class... G>
requires(G::is_frozen || ...) struct learner<Net, ParamGroups<O, G...>> {
  using Groups = GroupTable<Net, ParamGroups<O, G...>>;
  template <class... L>
  static constexpr auto frozen(list<L...>) {
    constexpr bool learns[] = {HasParameters<L>..., false};
    LeafSet<int(sizeof...(L)) / 64 + 1> set{};
    for (int k = 0; k < int(sizeof...(L)); ++k) {
      const int group = Groups::walk.of_leaf[k];
      if (!learns[k] || (group >= 0 && Groups::is_frozen[group])) set.word[k / 64] |= 1ull << k % 64;
    }
    return set;
  }
  using type = PartlyFrozen<Net, frozen(leaves<Net>{})>;
};

template <class O>
inline constexpr bool is_param_groups = false;
template <class O, class... G>
inline constexpr bool is_param_groups<ParamGroups<O, G...>> = true;

}  // namespace ctnn::inline CTNN_TARGET::internals::model
