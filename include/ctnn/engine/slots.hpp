// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/symbols.hpp>

namespace ctnn::inline CTNN_TARGET {

// Where a program's values lie in scratch memory, in elements. Values whose lives do not overlap may share room.
template <int Capacity>
struct SlotPlan {
  struct Life {
    int size, begin, end, at;
  };
  Life lives[Capacity] = {};
  int count = 0, total = 0;

  // A value of so many elements that is written at step `begin` and last read at step `end`; the number of its slot. Slots start on cache
  // lines: `granule` elements.
  constexpr int add(int size, int begin, int end, int granule) {
    size = (size + granule - 1) / granule * granule;
    int at = 0;
    for (bool moved = true; moved;) {
      moved = false;
      for (int i = 0; i < count; ++i) {
        const Life& o = lives[i];
        const bool together = o.begin <= end && begin <= o.end, collide = o.at < at + size && at < o.at + o.size;
        if (together && collide) at = o.at + o.size, moved = true;
      }
    }
    lives[count] = {size, begin, end, at};
    if (at + size > total) total = at + size;
    return count++;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
