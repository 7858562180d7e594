// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/contraction.hpp>
#include <ctnn/graph/updates.hpp>
#include <ctnn/nets/layers.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// A layer called with symbols: for its input, its parameters and its buffers.

// A layer whose formula is the same whatever its sizes names one layer for all of them, so that they are traced once:
// using formula = Linear<2, 2>.
template <class L>
struct formula_of_layer {
  using type = L;
};
template <class L>
requires requires { typename L::formula; }
struct formula_of_layer<L> {
  using type = typename L::formula;
};

using lower::symbolic_buffers, lower::symbolic_parameters;

// What a layer's formula returns for x. (A formula may return a number.)
template <class L, class Mode, class... A>
constexpr graph::Value in_mode(graph::Graph& g, const A&... a) {
  if constexpr (requires { L{}(a..., Mode{}); }) return graph::detail::lift(g, L{}(a..., Mode{}));
  else return graph::detail::lift(g, L{}(a...));
}
template <class L, class Mode>
constexpr graph::Value traced(graph::Value x) {
  graph::Graph& g = *x.graph;
  if constexpr (HasBuffers<L> && HasParameters<L>)
    return in_mode<L, Mode>(g, x, symbolic_parameters<L>(g), symbolic_buffers<L>(g));
  else if constexpr (HasBuffers<L>) return in_mode<L, Mode>(g, x, symbolic_buffers<L>(g));
  else if constexpr (HasParameters<L>) return L{}(x, symbolic_parameters<L>(g));
  else return graph::detail::lift(g, L{}(x));
}
// What becomes of its buffers.
template <class L, class Mode>
constexpr void trace_updates(graph::Value x, List<int>& to) {
  if constexpr (HasBuffers<L> && std::is_same_v<Mode, Training>) {
    const auto buffers = symbolic_buffers<L>(*x.graph);
    if constexpr (requires { L::update(x, buffers); }) {
      const auto all = graph::as_updates(L::update(x, buffers));
      for (const graph::Value v : all.value) to.push(v.id);
    }
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
