// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/depth.hpp>

// Which loop of a call lanes lie along, where a program does one sample at a time.
namespace ctnn::inline CTNN_TARGET::internals::kernels {

// A loop, by its number among those of a call: kept ones, then reduced ones; -1: none. What it costs is in operations.
struct LaneLoop {
  int loop = -1;
  bool exchanged = false;  // of a contraction: lanes lie along the first operand
  Along along{};
  long long cost = 0;
};

class LaneLoops {
 public:
  constexpr LaneLoops(const CallView& view, int formula_cost, int lanes) : v(view), formula(formula_cost), L(lanes) {
    for (int l = 0; l < v.loops(); ++l) elements *= v.extent(l), results *= l < v.c.kept ? v.extent(l) : 1;
  }
  // A contraction's, too: along the results and one operand, or along what is summed, in both of them.
  constexpr LaneLoop of_contraction() const {
    LaneLoop found{-1, false, {}, elements + 2 * results};
    if (v.c.kept > Row<float>::most_loops - 3 || v.c.streams > Along::most_streams) return found;
    for (int l = 0; l < v.loops(); ++l) {
      const int n = v.extent(l), a = move(1, l), b = move(2, l);
      const long long vectors = (n + L - 1) / L;
      LaneLoop other{l, a == 1, {.loop = true}, elements / n * vectors};
      if (l < v.c.kept) {
        if ((a != 1 || b != 0) && (a != 0 || b != 1)) continue;
        other.cost += results / n * vectors * (move(0, l) == 1 ? 4 : 2 * L);
        for (int k = 0; k < v.c.streams; ++k)  // (for the formula, whose stream 1 are the sums)
          other.along.set(k, k == 1 ? Along::next : k == 2 ? Along::same : Along::move_of(move(k, l)));
        for (int k = 0; k < v.c.guards; ++k)
          if (v.guard_moves(k)[l] != 0) other.cost += other.cost * (v.cuts(k) >= 0 ? 1 : 0);
      } else {
        if (a != 1 || b != 1 || v.c.formula >= 0) continue;
        other.cost += 3 * results;
      }
      if (n > 1 && (l < v.c.kept ? keeps(l) : sums(l)) && other.cost < found.cost) found = other;
    }
    return found;
  }
  constexpr LaneLoop best() const {
    LaneLoop found{-1, false, {}, elements * (formula + 2 * v.c.streams)};
    if (v.c.streams > Along::most_streams || (v.c.over_batch && v.c.reduction != graph::Op::sum)) return found;
    for (int l = 0; l < v.loops(); ++l)
      if (v.extent(l) > 1 && (l < v.c.kept ? keeps(l) : sums(l)))
        if (const LaneLoop other = along(l); other.cost < found.cost) found = other;
    return found;
  }

 private:
  const CallView& v;
  int formula, L;
  long long elements = 1, results = 1;

  constexpr int moving(int guard) const {
    int loops = 0;
    for (int l = 0; l < v.c.kept; ++l) loops += v.guard_moves(guard)[l] != 0;
    return loops;
  }
  // Guards hold alike for some lanes side by side, or cut alike.
  constexpr bool keeps(int loop) const {
    for (int k = 0; k < v.c.guards; ++k) {
      if (v.guard_moves(k)[loop] == 0) continue;
      if (v.cuts(k) != Call::asked) {
        if (v.divisor(k) != 1 && moving(k) != 1) return false;
        continue;
      }
      if (v.divisor(k) != 1) return false;
      for (int l = v.c.kept; l < v.loops(); ++l)
        if (v.guard_moves(k)[l] != 0) return false;
    }
    return true;
  }
  constexpr bool sums(int loop) const {
    for (int k = 0; k < v.c.guards; ++k)
      if (v.guard_moves(k)[loop] != 0) return false;
    return true;
  }
  // (In phases, where guards have divisors: each_phase.)
  constexpr int move(int stream, int loop) const {
    int phases = 1;
    const auto resolved = [&](int k) {
      return v.divisor(k) != 1 && v.cuts(k) != Call::asked && v.guard_moves(k)[loop] != 0 && loop < v.c.kept;
    };
    for (int k = 0; k < v.c.guards; ++k)
      if (resolved(k)) phases *= v.divisor(k) / gcd(v.guard_moves(k)[loop] * phases, v.divisor(k));
    int by = v.moves(stream)[loop] * phases;
    for (int k = 0; k < v.c.divided; ++k)
      if (const int* const d = v.divided(k); d[0] == stream && resolved(d[1]))
        by += d[2] * (v.guard_moves(d[1])[loop] * phases / v.divisor(d[1]));
    return by;
  }
  // Does the innermost reduced loop go through two elements side by side, and the next lane's are the next two?
  constexpr bool pairs(int loop) const {
    const int inner = v.loops() - 1;
    if (v.c.reduced == 0 || v.c.guards > 0 || v.extent(inner) != 2) return false;
    for (int k = 1; k < v.c.streams; ++k) {
      const int by = v.moves(k)[inner];
      if (v.moves(k)[loop] != 2 * by || (by != 0 && by != 1) || v.place(k) < 0) return false;
    }
    return true;
  }
  constexpr LaneLoop along(int loop) const {
    LaneLoop l{loop, false, {.loop = true}, 0};
    long long one = formula;
    for (int k = 0; k < v.c.streams; ++k) {
      const Along::Move m = Along::move_of(move(k, loop));
      l.along.set(k, m);
      if (k > 0 || loop < v.c.kept)
        one += m == Along::apart || (k == 0 && m != Along::next) ? 2 * L : m == Along::second ? 4 : 1;
    }
    if (loop < v.c.kept) l.along.pairs = pairs(loop);
    const int n = v.extent(loop);
    l.cost = elements / n * ((n + L - 1) / L) * one + (loop < v.c.kept ? 0 : 12 * results);
    return l;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
