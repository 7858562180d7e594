// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/formula.hpp>

// The loops of a call.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// Loops along some axes, in the order in which a stream lies.
constexpr void loops_along(const Graph& g, List<Loop>& to, Axes axes, const Stream& by) {
  axes &= ~Axes(graph::batch_axis);
  const auto distance = [&](int axis) {
    const int d = by.way.by(axis);
    return d < 0 ? -d : d;
  };
  for (int a = 0; axes >> a != 0; ++a) {
    if (!(axes >> a & 1) || g.extents[a] == 1) continue;
    int at = to.push({a, g.extents[a]});
    for (; at > 0 && distance(to[at - 1].axis) < distance(a); --at) to[at] = to[at - 1];
    to[at] = {a, g.extents[a]};
  }
}
// Two loops are one where everything moves as if they were.
constexpr void merge_loops(Draft& d, List<Loop>& loops) {
  for (int k = loops.size(); k-- > 1;) {
    const Loop outer = loops[k - 1], inner = loops[k];
    bool one = true;
    for (int i = 0; one && i < d.stream.size(); ++i)
      one = d.stream[i].way.by(outer.axis) == d.stream[i].way.by(inner.axis) * inner.extent;
    for (int i = 0; one && i < d.guard.size(); ++i)
      one = d.guard[i].way.by(outer.axis) == 0 && d.guard[i].way.by(inner.axis) == 0;
    if (!one) continue;
    loops[k - 1] = {inner.axis, outer.extent * inner.extent};
    List<Loop> left;
    for (int i = 0; i < loops.size(); ++i)
      if (i != k) left.push(loops[i]);
    loops = left;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
