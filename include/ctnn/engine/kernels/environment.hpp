// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/layout.hpp>
#include <ctnn/engine/stages/cells.hpp>
#include <ctnn/graph/lanes.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// Where a kernel finds what its formulas mention. All cells have the same shape; what the formulas do not mention stays
// null. Kernels make a copy of their own: what they store cannot change it, and the compiler keeps it in registers.
template <class T>
struct Sources {
  const T* cell[cells::count] = {};
  // the layer's, and the results of reductions over the batch, in the order of the plan's list of them
  const T* const* parameter = nullptr;
  const T* const* buffer = nullptr;
  const T* const* statistic = nullptr;
  // (No two ints side by side: clang++ loads neighbours as one vector, which has to wait until each of them is stored.)
  int features = 0;
  const T* classes = nullptr;
  int stride = 0;
  const T* uniform = nullptr;
  int block_samples = 0;
  // by axes: 1, samples of the whole batch, features, both
  T extent[4] = {}, inverse_extent[4] = {};
};

// The environment of steps (graph/lanes.hpp) at one unit of a layout.
template <class Layout>
struct Environment {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  const Sources<T>& from;
  int f, b;

  template <int Number>
  CTNN_INLINE constexpr V load() const {
    namespace symbol = graph::symbol;
    constexpr int kind = symbol::kind_of(Number), k = Number - kind;
    if constexpr (kind == symbol::cell) return simd::load<V>(from.cell[k] + Layout::offset(f, b, from.stride));
    else if constexpr (kind == symbol::classes) return Layout::sample(from.classes, b);
    else if constexpr (kind == symbol::uniform) return simd::splat<V>(from.uniform[k]);
    else if constexpr (kind == symbol::extent) return simd::splat<V>(from.extent[k]);
    else if constexpr (kind == symbol::inverse_extent) return simd::splat<V>(from.inverse_extent[k]);
    else {
      static_assert(kind == symbol::position, "the kernel has a place for each kind of leaf that its steps load");
      if constexpr (Layout::lanes_are_samples) return simd::splat<V>(T(f));
      else return simd::iota<V>() + simd::splat<V>(T(f * Layout::L));
    }
  }
};

// An environment in which one more leaf has a value.
template <int Number, class V, class Rest>
struct With {
  V value;
  const Rest& rest;
  template <int N>
  CTNN_INLINE constexpr V load() const {
    if constexpr (N == Number) return value;
    else return rest.template load<N>();
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
