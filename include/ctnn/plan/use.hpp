// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::plan {

// A layer that reads these values.
template <class Layer, int... From>
struct Use {};

// A layer that does not learn: no gradient of its parameters is wanted.
template <class Layer>
struct Frozen {};

// A layer once more, with the parameters and buffers that it has already: the first of these are those.
struct Before {
  int leaf = -1, parameter = 0, buffer = 0;
  constexpr bool known() const { return leaf >= 0; }
};
template <class Layer, Before At>
struct Again {};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
