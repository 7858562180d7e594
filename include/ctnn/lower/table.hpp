// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/calls.hpp>
#include <ctnn/lower/split.hpp>

// A stage's calls as numbers: what is left of them at run time.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// One kernel call. Its numbers lie one after the other, from `first` on (before it, in a scan: how many steps there
// are): the extents of its loops; for each stream
// its place, the guards that it needs, its offset, how it moves with a scan's steps, and with each loop; for each guard
// its divisor, extent, the loop that it cuts (nothing, or -1: the position; asked: none), and the same five; and for
// each divided index the stream, the guard and what the quotient moves.
struct Call {
  static constexpr int asked = -2, position = -1;
  Kind kind = Kind::map;
  Op reduction = Op::sum;
  bool lanes = false, over_batch = false, adds = false;
  bool vector_rows = false;  // of a contraction: has the operand of its rows lanes too?
  bool starts = false;       // the first block's call finds zeros or the like, made by the program
  bool waits = false;        // for sums over all samples: a sweep before it
  bool after = false;        // once, after all samples
  int scan = -1, backwards = 0;
  int kept = 0, reduced = 0, streams = 0, guards = 0, divided = 0, first = 0;
  int formula = -1, word = 0, words = 0, number = 0, numbers = 0;
  friend constexpr bool operator==(const Call&, const Call&) = default;
};

// What is read of a call's numbers.
struct CallView {
  const Call& c;
  const int* n;
  constexpr CallView(const Call& call, const int* numbers) : c(call), n(numbers + call.first) {}
  constexpr int steps() const { return n[-1]; }  // of the scan that it is part of
  constexpr int loops() const { return c.kept + c.reduced; }
  constexpr int extent(int loop) const { return n[loop]; }
  constexpr const int* stream(int k) const { return n + loops() + k * (4 + loops()); }
  constexpr int place(int k) const { return stream(k)[0]; }
  constexpr int need(int k) const { return stream(k)[1]; }
  constexpr int offset(int k, int step) const { return stream(k)[2] + step * stream(k)[3]; }
  constexpr const int* moves(int k) const { return stream(k) + 4; }
  constexpr const int* guard(int k) const { return stream(c.streams) + k * (5 + loops()); }
  constexpr int divisor(int k) const { return guard(k)[0]; }
  constexpr int whole(int k) const { return guard(k)[1]; }
  constexpr int cuts(int k) const { return guard(k)[2]; }
  constexpr int guard_offset(int k, int step) const { return guard(k)[3] + step * guard(k)[4]; }
  constexpr const int* guard_moves(int k) const { return guard(k) + 5; }
  constexpr const int* divided(int k) const { return guard(c.guards) + 3 * k; }
};

// All of a stage, as arrays of fixed size: of the most that there may be, and cut to what there is.
template <int Calls, int Numbers, int Words, int Constants, int Places>
struct StageData {
  int calls = 0, forward = 0, numbers = 0, words = 0, constants = 0, places = 0, noises = 0;
  bool overflows = false;  // is there more than there is room for?
  int counts = 0;  // the last of the numbers: how many elements there are, where run time knows the number of steps
  Call call[Bound(Calls > 0 ? Calls : 1)] = {};
  int number[Bound(Numbers > 0 ? Numbers : 1)] = {};
  graph::Word word[Bound(Words > 0 ? Words : 1)] = {}, constant[Bound(Constants > 0 ? Constants : 1)] = {};
  PlaceInfo place[Bound(Places > 0 ? Places : 1)] = {};
  SampleShape out{};

  template <int C, int N, int W, int K, int P>
  constexpr auto cut() const {
    StageData<C, N, W, K, P> s;
    s.calls = calls, s.forward = forward, s.numbers = numbers, s.words = words, s.constants = constants;
    s.places = places, s.noises = noises, s.counts = counts, s.out = out;
    for (int k = 0; k < calls; ++k) s.call[k] = call[k];
    for (int k = 0; k < numbers; ++k) s.number[k] = number[k];
    for (int k = 0; k < words; ++k) s.word[k] = word[k];
    for (int k = 0; k < constants; ++k) s.constant[k] = constant[k];
    for (int k = 0; k < places; ++k) s.place[k] = place[k];
    s.order_sums();
    return s;
  }
  constexpr void order_sums();
};

namespace detail {

constexpr void pack_way(auto& to, const Draft& d, const Way& way, int scan_axis) {
  const auto put = [&](int n) { to.number[to.numbers++] = n; };
  put(way.offset);
  put(scan_axis < 0 ? 0 : way.by(scan_axis));
  for (const Loop& l : d.kept) put(l.axis < 0 ? 0 : way.by(l.axis));
  for (const Loop& l : d.reduced) put(way.by(l.axis));
}
constexpr int cut_loop(const Draft& d, const Guard& guard) {
  if (!guard.clips) return Call::asked;
  for (int l = 0; l < d.reduced.size(); ++l)
    if (guard.way.by(d.reduced[l].axis) != 0) return l;
  return Call::position;
}
constexpr void pack(auto& to, const Draft& d, const Graph& g) {
  Call& c = to.call[to.calls++];
  c = {.kind = d.kind,
       .reduction = d.reduction,
       .lanes = d.lanes,
       .over_batch = d.over_batch,
       .adds = d.adds,
       .vector_rows = d.vector_rows};
  int scan_axis = -1;
  if (d.scan >= 0) scan_axis = g.scans[d.scan].axis, c.scan = d.scan, c.backwards = g.scans[d.scan].backwards;
  c.kept = d.kept.size(), c.reduced = d.reduced.size(), c.streams = d.stream.size(), c.guards = d.guard.size();
  const auto put = [&](int n) { to.number[to.numbers++] = n; };
  if (d.scan >= 0) put(g.extents[scan_axis]);
  c.first = to.numbers;
  for (const Loop& l : d.kept) put(l.extent);
  for (const Loop& l : d.reduced) put(l.extent);
  for (const Stream& s : d.stream) put(s.place), put(int(s.need)), pack_way(to, d, s.way, scan_axis);
  for (const Guard& s : d.guard) put(s.divisor), put(s.extent), put(cut_loop(d, s)), pack_way(to, d, s.way, scan_axis);
  for (int k = 0; k < d.stream.size(); ++k)
    for (int i = 0; i < d.stream[k].divided_count; ++i)
      put(k), put(d.stream[k].divided[i].guard), put(d.stream[k].divided[i].by), ++c.divided;
  c.formula = d.formula;
  if (d.formula < 0) return;
  c.word = to.words, c.words = d.words.size(), c.number = to.constants, c.numbers = d.numbers.size();
  for (const graph::Word w : d.words) to.word[to.words++] = w;
  for (const graph::Word w : d.numbers) to.constant[to.constants++] = w;
}

// Which calls wait for sums over all samples, and which come after all of them.
constexpr void order_sums(auto& s) {
  const auto place = [&](int call, int stream) { return CallView(s.call[call], s.number).place(stream); };
  const auto reads = [&](int call, const auto& which) {
    for (int k = 1; k < s.call[call].streams; ++k)
      if (const int p = place(call, k); p >= 0 && which(p)) return true;
    return false;
  };
  List<int> sum;           // by place: the call that sums over samples into it, so far
  List<bool> of_sums, on;  // what depends on sums, without lanes; what is read before all samples are done
  sum.resize(s.places, -1), of_sums.resize(s.places, false), on.resize(s.places, false);
  List<bool> depends;
  for (int c = 0; c < s.calls; ++c) {
    const Call& call = s.call[c];
    depends.push(reads(c, [&](int p) { return of_sums[p]; }));
    if (call.over_batch || (!call.lanes && depends[c])) of_sums[place(c, 0)] = true;
  }
  // what depends on a sum and has no lanes may come after, if all that reads it does
  for (int c = s.calls; c-- > 0;) {
    Call& call = s.call[c];
    const int to = place(c, 0);
    // (buffers change once a batch)
    call.after = !call.lanes && (depends[c] || s.place[to].space == Space::buffer) && !on[to];
    if (!call.after) reads(c, [&](int p) { return on[p] = true, false; });
  }
  int done = 0;  // sums of calls before this one are complete
  for (int c = 0; c < s.calls; ++c) {
    if (!s.call[c].after && reads(c, [&](int p) { return sum[p] >= done; })) s.call[c].waits = true, done = c;
    if (s.call[c].over_batch) sum[place(c, 0)] = c;
  }
  for (int c = 0; c < s.calls; ++c)
    s.call[c].starts = s.call[c].over_batch && s.place[place(c, 0)].space != Space::gradient;
}

}  // namespace detail

template <int Calls, int Numbers, int Words, int Constants, int Places>
constexpr void StageData<Calls, Numbers, Words, Constants, Places>::order_sums() {
  detail::order_sums(*this);
}

// The most that a stage may have; and one that is a whole network, with derivatives of it.
using StageRoom = StageData<128, 8000, 3000, 256, 96>;
using LargeStageRoom = StageData<1000, 64000, 24000, 2000, 750>;

namespace detail {

template <int Calls, int Numbers, int Words, int Constants, int Places>
constexpr bool has_room(const StageData<Calls, Numbers, Words, Constants, Places>&, const lower::Calls& calls,
                        int places) {
  int numbers = calls.counts().size(), words = 0, constants = 0;
  for (const Draft& d : calls.all) {
    const int loops = d.kept.size() + d.reduced.size();
    if (!d.fits()) return false;
    numbers += 1 + loops + d.stream.size() * (4 + loops) + d.guard.size() * (5 + loops) + 3 * Room::divided;
    words += d.words.size(), constants += d.numbers.size();
  }
  return calls.all.size() <= Calls && numbers <= Numbers && words <= Words && constants <= Constants &&
         places <= Places;
}

}  // namespace detail

// (What is cut of it has its sums in order: an evaluation of its own, as compilers limit the steps of one.)
template <class Room = StageRoom>
constexpr Room lowered(const Trace& trace, ParameterLayout layout) {
  Room to;
  List<int> split;
  for (;;) {
    Memory memory(trace, layout, split);
    const Calls calls(trace, memory);
    const int before = split.size();
    for (const Draft& d : calls.all)
      if (!d.formula_fits()) split_formula(trace.g, memory, d, split);
    if (split.size() > before) continue;
    to.out = trace.out, to.noises = trace.noise.size();
    to.overflows = !detail::has_room(to, calls, memory.places.size());
    if (to.overflows) return to;
    for (const Draft& d : calls.all) detail::pack(to, d, trace.g);
    to.forward = calls.forward;
    for (const Axes along : calls.counts()) to.number[to.numbers++] = memory.units(along), ++to.counts;
    for (const PlaceInfo& p : memory.places) {
      to.place[to.places] = p;
      if (p.space == Space::noise) to.place[to.places].probability = trace.noise[p.number].probability;
      ++to.places;
    }
    return to;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
