// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/steps.hpp>
#include <ctnn/lower/memory.hpp>

// A kernel call while it is being made: its loops, what moves with them, and the formula for one lane.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// What a kernel has room for: streams, guards, loops around a row, loops of a reduction, divided indices
// (kernels/row.hpp).
struct Room {
  static constexpr int streams = 40, guards = 8, loops = 8, depth = 4, divided = 8;
};

// How an address, or a count, moves with the loops: offset + the sum of `by` * index.
struct Way {
  static constexpr int most = 16;
  struct Term {
    int axis = 0, by = 0;
  };
  int offset = 0, count = 0;
  Term term[most] = {};

  constexpr void add(int axis, int by) {
    if (by == 0) return;
    for (int k = 0; k < count; ++k)
      if (term[k].axis == axis) {
        term[k].by += by;
        return;
      }
    term[count++] = {axis, by};
  }
  constexpr int by(int axis) const {
    for (int k = 0; k < count; ++k)
      if (term[k].axis == axis) return term[k].by;
    return 0;
  }
  friend constexpr bool operator==(const Way& a, const Way& b) {
    if (a.offset != b.offset || a.count != b.count) return false;
    for (int k = 0; k < a.count; ++k)
      if (a.term[k].axis != b.term[k].axis || a.term[k].by != b.term[k].by) return false;
    return true;
  }
};

// What a formula knows a leaf by: how it is loaded, and which stream of the call it is.
namespace leaf {

inline constexpr int kind = 256;
inline constexpr int vector = 0, scalar = 1;                  // a value for each lane, or the same for all
inline constexpr int guarded_vector = 2, guarded_scalar = 3;  // the same where a guard holds, else 0 ...
inline constexpr int lowest_vector = 4, lowest_scalar = 5;    // ... or the least of all numbers
inline constexpr int inside = 6;                              // 1 where a guard holds, else 0
inline constexpr int asked_count = 7, count = 8;              // the stream's own place: the number of an element

}  // namespace leaf

// An index that must be whole and an element of its axis: (way) / divisor in [0, extent).
struct Guard {
  Way way{};
  int divisor = 1, extent = 1;
  bool clips = false;  // does it say where a sum's loops begin and end? (Else it is asked for each element.)
  constexpr bool same(const Guard& o) const { return divisor == o.divisor && extent == o.extent && way == o.way; }
};
// What moves with the loops: an address in a place, or a count.
struct Stream {
  static constexpr int most_divided = 3;
  struct Divided {
    int guard = 0, by = 0;
  };
  int place = -1;
  unsigned need = 0;  // guards that have to hold, one bit each
  Way way{};
  int divided_count = 0;
  Divided divided[most_divided] = {};  // what it moves by a guard's quotient
  friend constexpr bool operator==(const Stream& a, const Stream& b) {
    if (a.place != b.place || a.need != b.need || a.divided_count != b.divided_count || !(a.way == b.way)) return false;
    for (int k = 0; k < a.divided_count; ++k)
      if (a.divided[k].guard != b.divided[k].guard || a.divided[k].by != b.divided[k].by) return false;
    return true;
  }
};
struct Loop {
  int axis = -1, extent = 1;
};
enum class Kind : int { map, reduce, contract, outer, gather, scatter, pad };

struct Draft {
  Kind kind = Kind::map;
  Op reduction = Op::sum;
  bool lanes = false;        // does the formula work on lanes?
  bool over_batch = false;   // are the lanes added up?
  bool adds = false;         // to what is there
  bool vector_rows = false;  // of a contraction: has the operand of its rows lanes too?
  int scan = -1;             // whose step it is part of
  int node = -1;
  List<Stream> stream;  // the result, then what is read
  List<Guard> guard;
  List<Loop> kept, reduced;  // outermost first
  List<graph::Word> words, numbers;
  int formula = -1;  // the step that is the result; -1: none

  constexpr bool formula_fits() const {
    int divided = 0;
    for (const Stream& s : stream) divided += s.divided_count;
    return stream.size() <= Room::streams && guard.size() <= Room::guards && divided <= Room::divided;
  }
  constexpr bool fits() const { return formula_fits() && kept.size() <= Room::loops && reduced.size() <= Room::depth; }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
