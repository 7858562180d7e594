// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/core/type_list.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/lower/members.hpp>
#include <ctnn/nets/branches.hpp>
#include <ctnn/nets/input.hpp>
#include <ctnn/nets/named.hpp>
#include <ctnn/nets/residual.hpp>
#include <ctnn/nets/seq.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// What a layer may have. Without parameters it is a formula of its input alone: an activation.

using lower::HasBuffers, lower::HasParameters;

template <class L>
concept FixesShape = requires {
  L::in_features;
  L::out_features;
};

// Does its formula ask for random numbers and the mode?
template <class L>
concept TellsModes = requires {
  L::tells_modes;
};
// A layer of values with a shape, not just features: it says of how many dimensions they are, the samples included, or
// 0 for any number (docs/layers.md).
template <class L>
concept Shaped = requires {
  L::rank;
};

// How many parameters a layer has that are not in its values, as it does not learn (nets/frozen.hpp).
template <class L>
inline constexpr int absent_parameters = 0;

// Containers hold layers; all others are leaves. Leaves are numbered through the whole network, in order. An Input is
// no layer, so it is not counted, as it is not in torch.
template <class L>
struct container {
  static constexpr bool value = false;
};
template <class... L>
struct container<Seq<L...>> {
  static constexpr bool value = true;
  using layers = list<L...>;
};
template <int... E, class... L>
struct container<Seq<Input<E...>, L...>> : container<Seq<L...>> {};
template <class... L>
struct container<Residual<L...>> : container<Seq<L...>> {};
template <class F, class... L>
struct container<Branches<F, L...>> : container<Seq<L...>> {};
template <class... L>
struct container<Concat<L...>> : container<Seq<L...>> {};
template <class... L>
struct container<Sum<L...>> : container<Seq<L...>> {};
template <class... L>
struct container<Product<L...>> : container<Seq<L...>> {};
template <fixed_string N, class L>
struct container<Named<N, L>> : container<L> {};
template <class L>
concept Container = container<L>::value;

template <class L>
struct leaves_of {
  using type = list<L>;
};
template <class L>
struct leaves_in;
template <class... L>
struct leaves_in<list<L...>> {
  using type = decltype((list<>{} + ... + typename leaves_of<L>::type{}));
};
template <Container L>
struct leaves_of<L> : leaves_in<typename container<L>::layers> {};
template <fixed_string N, class L>
requires(!Container<L>) struct leaves_of<Named<N, L>> : leaves_of<L> {
};

template <class L>
inline constexpr bool any_buffers = false;
template <class... L>
inline constexpr bool any_buffers<list<L...>> = ((HasBuffers<L> || TellsModes<L>) || ...);

// The network's leaf layers, and whether one of them behaves differently in training and in evaluation.
template <class Net>
using leaves = typename leaves_of<Net>::type;
template <class Net>
inline constexpr bool depends_on_mode = any_buffers<leaves<Net>>;

// Does it draw random numbers while it is trained?

template <class... L>
constexpr bool any_draws(list<L...>) {
  return (TellsModes<L> || ...);
}
template <class Net>
inline constexpr bool draws_noise = any_draws(leaves<Net>{});

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
