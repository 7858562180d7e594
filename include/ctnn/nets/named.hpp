// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/fixed_string.hpp>

namespace ctnn::inline CTNN_TARGET {

// A layer with a name, as in torch.nn.Sequential(OrderedDict([("hidden", Tanh())])): Seq<Named<"hidden", Tanh>>. A
// layer without one is called by its index. As in torch, a name is not empty and has no dot, and no two layers of a Seq
// share one.
template <fixed_string Name, class Layer>
struct Named {};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::nets {

template <class L>
struct unnamed_of {
  using type = L;
};
template <fixed_string N, class L>
struct unnamed_of<Named<N, L>> : unnamed_of<L> {};

// The layer itself.
template <class L>
using unnamed = typename unnamed_of<L>::type;

// What "hidden"_n is: model["hidden"_n] is the layer of that name.
template <fixed_string Text>
struct Name {};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
