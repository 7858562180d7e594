// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/layout.hpp>
#include <ctnn/expr/evaluate.hpp>
#include <ctnn/expr/symbols.hpp>

namespace ctnn::inline CTNN_TARGET {

// Where a kernel finds what its formulas mention. All cells have the same shape; what the formulas do not mention stays
// null. Kernels make a copy of their own: what they store cannot change it, and the compiler keeps it in registers.
template <class T>
struct Sources {
  const T* cell[symbols::cells] = {};
  const T* vector[4] = {};
  const T* buffer[4] = {};
  const T* const* statistic =
      nullptr;  // the results of reductions over the batch, in the order of the stage's list of them
  // (No two ints side by side: clang++ loads neighbours as one vector, which has to wait until each of them is stored.)
  int features = 0;
  const T* classes = nullptr;
  int stride = 0;
  const T* uniform = nullptr;
  int block_samples = 0;
  T extent[4] = {}, inverse_extent[4] = {};  // by Axis: 1, samples of the whole batch, features, both
};

namespace detail {

template <class L, class E>
inline constexpr int place_in = -1;
template <class First, class... R, class E>
inline constexpr int place_in<list<First, R...>, E> = std::is_same_v<First, E> ? 0 : 1 + place_in<list<R...>, E>;

}  // namespace detail

// The environment of a formula at one unit of a layout. Statistics lists the reductions over the batch that
// sources.statistic holds.
template <class Layout, class Statistics = list<>>
struct Environment {
  using V = typename Layout::vector;
  using T = typename Layout::element;
  const Sources<T>& from;
  int f, b;

  template <class S>
  requires requires { S::slot; }
  [[gnu::always_inline]] constexpr V operator()(S) const {
    return simd::load<V>(from.cell[S::slot] + Layout::offset(f, b, from.stride));
  }
  template <int K>
  [[gnu::always_inline]] constexpr V operator()(symbols::Vector<K>) const {
    return Layout::feature(from.vector[K], f);
  }
  template <int K>
  [[gnu::always_inline]] constexpr V operator()(symbols::Buffer<K>) const {
    return Layout::feature(from.buffer[K], f);
  }
  [[gnu::always_inline]] constexpr V operator()(symbols::ClassTarget) const { return Layout::sample(from.classes, b); }
  template <int I>
  [[gnu::always_inline]] constexpr V operator()(Uniform<I>) const {
    return simd::splat<V>(from.uniform[I]);
  }
  template <Axis Along>
  [[gnu::always_inline]] constexpr V operator()(Extent<Along>) const {
    return simd::splat<V>(from.extent[int(Along)]);
  }
  template <Axis Along>
  [[gnu::always_inline]] constexpr V operator()(InverseExtent<Along>) const {
    return simd::splat<V>(from.inverse_extent[int(Along)]);
  }
  [[gnu::always_inline]] constexpr V operator()(FeatureIndex) const {
    if constexpr (Layout::lanes_are_samples) return simd::splat<V>(T(f));
    else return simd::iota<V>() + simd::splat<V>(T(f * Layout::L));
  }
  template <class Op, Axis Along, class E>
  requires(has(Along, Axis::batch)) [[gnu::always_inline]] constexpr V operator()(Reduce<Op, Along, E>) const {
    using R = Reduce<Op, Along, E>;
    const T* p = from.statistic[detail::place_in<Statistics, R>];
    if constexpr (R::axes == Axis::none) return simd::splat<V>(*p);
    else return Layout::feature(p, f);
  }
};

// An environment in which one more symbol has a value.
template <class S, class V, class Rest>
struct With {
  V value;
  const Rest& rest;
  [[gnu::always_inline]] constexpr V operator()(S) const { return value; }
  template <class O>
  [[gnu::always_inline]] constexpr V operator()(O symbol) const {
    return rest(symbol);
  }
};

}  // namespace ctnn::inline CTNN_TARGET
