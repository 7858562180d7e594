// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <limits>

#include <ctnn/graph/op.hpp>
#include <ctnn/simd/vector.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// How a reduction starts, goes on, and becomes one number of a vector's lanes.
template <graph::Op op>
struct Reduction {
  template <class V>
  CTNN_INLINE static constexpr V start() {
    using Limits = std::numeric_limits<simd::element_t<V>>;
    if constexpr (op == graph::Op::sum) return simd::splat<V>(0);
    else return simd::splat<V>(op == graph::Op::minimum ? greatest<Limits>() : -greatest<Limits>());
  }
  template <class V>
  CTNN_INLINE static constexpr V join(const V& a, const V& b) {
    if constexpr (op == graph::Op::sum) return a + b;
    else if constexpr (op == graph::Op::minimum) return (simd::min)(a, b);
    else return (simd::max)(a, b);
  }
  template <class V>
  CTNN_INLINE static constexpr simd::element_t<V> across(const V& v) {
    if constexpr (op == graph::Op::sum) return simd::sum(v);
    else if constexpr (op == graph::Op::minimum) return -simd::max_lane(-v);
    else return simd::max_lane(v);
  }

 private:
  template <class Limits>
  static constexpr auto greatest() {
    if constexpr (__FINITE_MATH_ONLY__) return (Limits::max)();  // -ffast-math has no infinity
    else return Limits::infinity();
  }
};

// The start, where the operation is a number.
template <class T>
constexpr T start_of(graph::Op op) {
  return op == graph::Op::sum       ? Reduction<graph::Op::sum>::start<T>()
         : op == graph::Op::minimum ? Reduction<graph::Op::minimum>::start<T>()
                                    : Reduction<graph::Op::maximum>::start<T>();
}

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
