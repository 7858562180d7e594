// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/engine/environment.hpp>

namespace ctnn::inline CTNN_TARGET {

// How one parameter is stored: so many elements in rows of `stride`, of which the first `width` are values; the others pad, and stay zero.
struct StoredRows {
  int stored, stride, width;
};

// An optimiser's formulas over all parameters: of each vector of lanes the first becomes the parameter, the others its states. All of them are
// computed before one is stored.
template <class V, class... E>
[[gnu::noinline]] constexpr void update(list<E...>, simd::element_t<V>* const* p, const simd::element_t<V>* const* g,
                                        simd::element_t<V>* const* const* states, const StoredRows* rows, int count,
                                        const simd::element_t<V>* uniforms) {
  using T = simd::element_t<V>;
  using Layout = SampleLanes<V, 1>;
  constexpr int results = sizeof...(E), L = simd::lanes<V>;
  for (int parameter = 0; parameter < count; ++parameter) {
    Sources<T> from;
    from.uniform = uniforms;
    T* to[results] = {p[parameter]};
    for (int k = 1; k < results; ++k) to[k] = states[k - 1][parameter];
    from.cell[symbols::Value::slot] = p[parameter], from.cell[symbols::Gradient::slot] = g[parameter];
    for (int k = 1; k < results; ++k) from.cell[symbols::State<0>::slot + k - 1] = to[k];
    const StoredRows r = rows[parameter];
    for (int row = 0; row < r.stored; row += r.stride)
      for (int i = 0; i < r.stride; i += L) {
        const auto values = evaluate_lanes<V, E...>(Environment<Layout>{from, (row + i) / L, 0});
        const auto valid = simd::first_lanes<V>(r.width - i);
        int k = 0;
        (simd::store<V>(to[k++] + row + i, simd::select<V>(valid, values.template get<E>().as_value(), simd::splat<V>(0))), ...);
      }
  }
}

}  // namespace ctnn::inline CTNN_TARGET
