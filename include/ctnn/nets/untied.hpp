// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/nets/faults.hpp>
#include <ctnn/nets/names.hpp>
#include <ctnn/nets/tied.hpp>
#include <ctnn/plan/use.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// A network with the layers themselves where Tied names them.
using plan::Again, plan::Before;

template <class L>
inline constexpr bool is_tied = false;
template <fixed_string N>
inline constexpr bool is_tied<Tied<N>> = true;
template <class... L>
constexpr bool any_tied(list<L...>) {
  return (is_tied<L> || ...);
}
template <class L, Before At>
struct unnamed_of<Again<L, At>> : unnamed_of<L> {};
// What names no layer that ends before it.
template <Fault F>
struct BadTie {
  static constexpr Fault tie_fault = F;
};

// Behind a layer.
template <class L>
constexpr Before behind(Before at) {
  using Bare = unnamed<L>;
  if constexpr (Container<Bare>) {
    const auto all = [&]<class... I>(list<I...>) { ((at = nets::behind<I>(at)), ...); };
    all(typename container<Bare>::layers{});
  } else {
    ++at.leaf;
    at.parameter += lower::parameters_of<Bare>(), at.buffer += lower::buffers_of<Bare>();
  }
  return at;
}

// The layer of a name: the way to it, what comes before it, and how many leaves before its end and before the first
// Tied of that name.
struct TieSearch {
  const char* name;
  LayerPath path{};
  Way here{}, way{};
  Before at{0};
  Before first{};
  int end = 0, tie = -1;
  bool found = false;

  template <class L>
  constexpr void layer() {
    using Bare = unnamed<L>;
    const bool is_it = !found && path.is(name);
    if (is_it) found = true, way = here, first = at, end = behind<L>(at).leaf;
    if constexpr (Container<Bare>) inside(typename container<Bare>::layers{});
    else {
      if constexpr (is_tied<Bare>) tied(Bare{});
      at = behind<L>(at);
    }
  }
  constexpr Fault fault() const { return !found ? Fault::unknown_tie : end > tie ? Fault::late_tie : Fault::none; }

 private:
  template <fixed_string N>
  constexpr void tied(Tied<N>) {
    if (tie < 0 && LayerPath::same(N.text, name)) tie = at.leaf;
  }
  template <class... L>
  constexpr void inside(list<L...>) {
    if (here.depth == Way::deepest) return;
    [[maybe_unused]] int index = 0;
    ++here.depth;
    (one<L>(index++), ...);
    --here.depth;
  }
  template <class L>
  constexpr void one(int index) {
    const int outside = path.enter(own_name<L>, index);
    here.step[here.depth - 1] = index;
    layer<L>();
    path.leave(outside);
  }
};
template <class Root, fixed_string N>
constexpr TieSearch make_tie() {
  TieSearch search{N.text};
  search.layer<Root>();
  return search;
}
template <class Root, fixed_string N>
inline constexpr TieSearch tie = make_tie<Root, N>();

template <class L, Way W, int Depth = 0>
struct layer_at;
template <class Layers, Way W, int Depth>
struct layer_among;
template <class... L, Way W, int Depth>
struct layer_among<list<L...>, W, Depth> : layer_at<type_at<W.step[Depth], leaf_pack<type_leaf<L>...>>, W, Depth + 1> {
};
template <class L, Way W, int Depth>
struct layer_at : layer_among<typename container<L>::layers, W, Depth> {};
template <class L, Way W, int Depth>
requires(Depth == W.depth) struct layer_at<L, W, Depth> {
  using type = unnamed<L>;
};

// A layer as it is; or once more, if it is known what comes before it.
template <class Root, class L, Before At = Before{}>
struct untie {
  using type = std::conditional_t<At.known(), Again<L, At>, L>;
};
template <class Root, fixed_string N, class L, Before At>
struct untie<Root, Named<N, L>, At> {
  using type = Named<N, typename untie<Root, L, At>::type>;
};
template <class Root, fixed_string N, Fault F>
struct untie_tied {
  using type = BadTie<F>;
};
template <class Root, fixed_string N>
struct untie_tied<Root, N, Fault::none>
    : untie<Root, typename layer_at<Root, tie<Root, N>.way>::type, tie<Root, N>.first> {};
template <class Root, fixed_string N, Before At>
struct untie<Root, Tied<N>, At> : untie_tied<Root, N, tie<Root, N>.fault()> {};

template <Before At, class... L>
constexpr auto each_before() {
  struct {
    Before at[sizeof...(L) + 1];
  } all{};
  if (!At.known()) return all;
  Before at = At;
  int k = 0;
  ((all.at[k++] = at, at = nets::behind<L>(at)), ...);
  return all;
}
template <class Root, Before At, template <class...> class C, class... L, int... I>
auto untie_all(list<L...>, std::integer_sequence<int, I...>)
    -> std::type_identity<C<typename untie<Root, L, each_before<At, L...>().at[I]>::type...>>;
template <class Root, template <class...> class C, class... L, Before At>
requires(Container<C<L...>>) struct untie<Root, C<L...>, At>
    : decltype(untie_all<Root, At, C>(list<L...>{}, std::make_integer_sequence<int, int(sizeof...(L))>{})) {
};
template <class Root, class F, class... L, Before At>
struct untie<Root, Branches<F, L...>, At> {
  template <class... B>
  using With = Branches<F, B...>;
  using type = typename decltype(untie_all<Root, At, With>(list<L...>{},
                                                           std::make_integer_sequence<int, int(sizeof...(L))>{}))::type;
};
template <class Root, int... E, class... L, Before At>
struct untie<Root, Seq<Input<E...>, L...>, At> {
  template <class... B>
  using With = Seq<Input<E...>, B...>;
  using type = typename decltype(untie_all<Root, At, With>(list<L...>{},
                                                           std::make_integer_sequence<int, int(sizeof...(L))>{}))::type;
};

template <class Net, bool Any = any_tied(typename leaves_of<Net>::type{})>
struct untied_of {
  using type = Net;
};
template <class Net>
struct untied_of<Net, true> : untie<Net, Net> {};
template <class Net>
using untied = typename untied_of<Net>::type;

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
