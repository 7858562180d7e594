// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/list.hpp>

namespace ctnn::inline CTNN_TARGET::internals::plan {

// Memory for values that live from one op to another: first fit.
class Packing {
 public:
  int size = 0;
  // (In order of their first op.) What is over is forgotten on the way.
  constexpr int add(int units, int first, int last) {
    int at = 0, left = 0, place = -1;
    for (int k = 0; k < count; ++k) {
      const Taken t = taken[k];
      if (t.last < first) continue;
      if (place < 0) {
        if (t.at >= at + units) place = left;
        else if (t.at + t.units > at) at = t.at + t.units;
      }
      if (left != k) taken[left] = t;
      ++left;
    }
    if (place < 0) place = left;
    if (left == taken.size()) taken.push({});
    for (int i = left; i > place; --i) taken[i] = taken[i - 1];
    taken[place] = {at, units, last};
    count = left + 1;
    if (at + units > size) size = at + units;
    return at;
  }

 private:
  struct Taken {
    int at = 0, units = 0, last = 0;
  };
  List<Taken> taken;  // in order of place
  int count = 0;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
