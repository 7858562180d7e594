// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/traced.hpp>

// How shapes and formulas grow with a number of steps that only run time knows.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// So much longer is what a shape is told for, too, to see how it grows: so much that an extent which follows by a
// fraction, as under a stride, does not go unnoticed.
inline constexpr int much_longer = 10007;

// The shape of a layer's result, where the layer tells it.
template <class L, class... S>
constexpr SampleShape told_shape(const S&... shapes) {
  SampleShape s = L::result_shape(shapes...);
  int steps = 0;
  ((steps = shapes.steps != 0 ? shapes.steps : steps), ...);
  if (steps == 0) return s;
  const SampleShape longer = L::result_shape(shapes.at(shapes.steps + much_longer)...);
  for (int k = 0; k < s.rank; ++k)
    if (const int by = longer.extent[k] - s.extent[k]; by != 0) s.steps = steps, s.growth[k] = by / much_longer;
  return s;
}

// How the axes of a formula grow with the number of steps: found out by tracing it for another number. False where it
// takes another form there. (`trace` is called with a trace and the inputs' shapes.)
template <class... S>
constexpr bool find_growth(graph::Growth& growth, const auto& trace, const S&... shapes) {
  constexpr int more = much_longer;
  Trace one, other;
  one.g.growth.counts = other.g.growth.counts = true;
  trace(one, shapes...), trace(other, shapes.at(shapes.steps + more)...);
  const Graph &a = one.g, &b = other.g;
  bool same = a.size() == b.size() && a.views.size() == b.views.size() && a.extents.size() == b.extents.size();
  for (int k = 0; same && k < a.size(); ++k) same = a[k] == b[k];
  const auto grows = [&](int from, int to) {
    same &= to >= from && (to - from) % more == 0;
    return (to - from) / more;
  };
  for (int k = 0; same && k < a.views.size(); ++k) {
    const graph::View &v = a.views[k], &w = b.views[k];
    same &= v.count == w.count && v.fill == w.fill;
    for (int p = 0; same && p < v.count; ++p) {
      graph::Index at = v.put[p].index;
      at.offset = w.put[p].index.offset;
      same &= v.put[p].axis == w.put[p].axis && at == w.put[p].index && (at.offset - v.put[p].index.offset) % more == 0;
    }
  }
  ((growth.steps = shapes.steps > 0 ? shapes.steps : growth.steps), ...);
  for (int k = 0; same && k < a.extents.size(); ++k) growth.by.push(grows(a.extents[k], b.extents[k]));
  // all extents are 1 or more
  for (int k = 1; same && k < a.extents.size(); ++k)
    if (const int by = growth.by[k]; by > 0)
      if (const int least = growth.steps - (a.extents[k] - 1) / by; least > growth.fewest) growth.fewest = least;
  return same;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
