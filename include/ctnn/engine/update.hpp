// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/environment.hpp>

namespace ctnn::inline CTNN_TARGET {

// An optimiser's formulas over the values of one parameter: the first becomes the parameter, the others its states. All results of a vector
// are computed before one is stored. count is a multiple of the lanes.
template <class V, class... E>
[[gnu::noinline]] constexpr void update(list<E...>, simd::element_t<V>* p, const simd::element_t<V>* g, simd::element_t<V>* const* states,
                                        const simd::element_t<V>* uniforms, int count) {
  using T = simd::element_t<V>;
  using Layout = SampleLanes<V, 1>;
  Sources<T> from;
  from.uniform = uniforms, from.stride = 0;
  from.cell[symbols::Value::slot] = p, from.cell[symbols::Gradient::slot] = g;
  T* to[sizeof...(E)] = {p};
  for (int k = 1; k < int(sizeof...(E)); ++k) to[k] = states[k - 1], from.cell[symbols::State<0>::slot + k - 1] = states[k - 1];
  for (int f = 0; f < count / simd::lanes<V>; ++f) {
    const auto values = evaluate_lanes<V, E...>(Environment<Layout>{from, f, 0});
    int k = 0;
    (simd::store<V>(to[k++] + f * simd::lanes<V>, values.template get<E>().as_value()), ...);
  }
}

}  // namespace ctnn::inline CTNN_TARGET
