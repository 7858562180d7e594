// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/nodes.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class N>
inline constexpr int node_cost = 0;
template <class Op, class... A>
inline constexpr int node_cost<Call<Op, A...>> = Op::cost;
template <class L>
inline constexpr int cost_of_nodes = 0;
template <class... N>
inline constexpr int cost_of_nodes<list<N...>> = (node_cost<N> + ... + 0);

}  // namespace detail

// Roughly how many vector instructions formulas take for one vector of lanes, what they share counted once.
template <class... E>
inline constexpr int lane_cost = detail::cost_of_nodes<lane_nodes<E...>>;

}  // namespace ctnn::inline CTNN_TARGET
