// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/loops.hpp>

namespace ctnn::inline CTNN_TARGET::internals::lower {

// Where nothing else cuts a contraction's loops, an operand is copied between zeros first, so that nothing does.
class Halo {
 public:
  constexpr Halo(const Graph& graph, Memory& memory) : g(graph), m(memory) {}

  constexpr bool helps(const Draft& d, const List<Formula::Dimension> (&dimensions)[2]) const {
    if (d.guard.size() == 0 || d.scan >= 0) return false;
    for (const Guard& guard : d.guard) {
      bool found = false;
      for (const auto& list : dimensions)
        for (const Formula::Dimension& one : list)
          found |= one.index.divisor == 1 && one.extent == guard.extent && Formula::way_of(one.index) == guard.way;
      if (!found || guard.divisor != 1 || !guard.clips) return false;
    }
    // (not where zeros would be most of the work)
    for (const auto& list : dimensions)
      for (const Formula::Dimension& one : list)
        if (const Reach r = reach_of(one.index);
            !lies_between(one) || (!m.lanes_along_loops() && outside(one) && 3 * (r.high - r.low + 1) > 4 * one.extent))
          return false;
    return true;
  }
  constexpr bool reaches_out(const List<Formula::Dimension>& dimensions) const {
    bool any = false;
    for (const Formula::Dimension& one : dimensions) any |= outside(one);
    return any;
  }
  // Makes an operand of the copy, and gives the call that copies.
  constexpr Draft pad(const Draft& d, Stream& operand, const List<Formula::Dimension>& dimensions, bool lanes) const {
    Draft copy;
    copy.kind = Kind::pad, copy.lanes = lanes, copy.node = d.node;
    Stream to{}, from{.place = operand.place};
    from.way.offset = operand.way.offset;
    for (const Formula::Dimension& one : dimensions) from.way.offset -= one.index.offset * one.stride;
    operand.way = {};
    int stride = 1;
    for (int k = 0; k < dimensions.size(); ++k) {  // innermost first
      const Formula::Dimension& one = dimensions[k];
      Reach r{0, one.extent - 1};
      if (outside(one)) r = reach_of(one.index);
      const int first = r.low < 0 ? 0 : r.low, last = r.high >= one.extent ? one.extent - 1 : r.high;
      to.way.offset += (first - r.low) * stride, to.way.add(k, stride);
      from.way.offset += first * one.stride, from.way.add(k, one.stride);
      operand.way.offset += (one.index.offset - r.low) * stride;
      for (int i = 0; i < one.index.terms; ++i)
        operand.way.add(one.index.term[i].axis, one.index.term[i].coefficient * stride);
      if (last > first) {
        copy.kept.push({k, last - first + 1});
        for (int i = copy.kept.size() - 1; i > 0; --i) copy.kept[i] = copy.kept[i - 1];
        copy.kept[0] = {k, last - first + 1};
      }
      stride *= r.high - r.low + 1;
    }
    operand.place = to.place = m.temporary(stride, lanes);
    copy.stream.push(to), copy.stream.push(from);
    copy.guard.push({.extent = stride});
    merge_loops(copy, copy.kept);
    return copy;
  }

 private:
  const Graph& g;
  Memory& m;

  using Reach = graph::Reach;
  constexpr Reach reach_of(const graph::Index& i) const { return graph::reach_of(g, i); }
  constexpr bool outside(const Formula::Dimension& d) const {
    const Reach r = reach_of(d.index);
    return r.low < 0 || r.high >= d.extent;
  }
  // Does a part of an operand lie between the zeros, and in the same way where there are as few steps as may be?
  constexpr bool lies_between(const Formula::Dimension& d) const {
    const Reach r = reach_of(d.index);
    if (r.high < 0 || r.low >= d.extent) return false;
    if (g.growth.axes == 0) return true;
    const Reach few = graph::reach_of(g, d.index, true);
    const int extent = g.least_extent(d.axis);
    return (r.low < 0) == (few.low < 0) && (r.high >= d.extent) == (few.high >= extent) && few.high >= 0 &&
           few.low < extent;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
