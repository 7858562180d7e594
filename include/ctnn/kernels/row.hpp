// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/kernels/along.hpp>

// What a kernel is called with: one row of a call's results, its operands' addresses, and how they move along it.
namespace ctnn::inline CTNN_TARGET::internals::kernels {

// Values lie unit by unit; a unit is one number, or one for each of L lanes. All distances are in units. (Big, and
// filled only as far as a call needs it.)
template <class T>
struct Row {
  static constexpr int most_streams = lower::Room::streams, most_guards = lower::Room::guards,
                       most_loops = lower::Room::loops, most_depth = lower::Room::depth,
                       most_divided = lower::Room::divided;
  bool adds = false;  // to what is there
  int valid = 0;      // lanes that hold samples
  int streams = 0, guards = 0, divided = 0, loops = 0;
  T* base[most_streams]{};
  int at[most_streams]{};
  unsigned need[most_streams];  // guards that have to hold
  struct Guard {
    int divisor, extent, cuts, at;
    int moves[most_loops], depth[most_depth];
  } guard[most_guards];
  struct Divided {
    int stream, guard, by;
  } divide[most_divided];
  int extent[most_loops];  // of the loops around: the row's is the last
  int moves[most_loops][most_streams];
  int depth[most_depth];  // loops of a reduction, the innermost last
  int depth_moves[most_depth][most_streams];
  int n = 1;                  // results of a row, ...
  const int* step = nullptr;  // ... and how streams move from one to the next
  int loop = -1;              // the row's
  int lanes = 1;              // where lanes lie along a loop: so many of them, ...
  const int* lane = nullptr;  // ... and how streams move from one to the next

  // (No more than there is: the rest has no values.)
  constexpr void copy(const Row& r) {
    adds = r.adds, valid = r.valid, streams = r.streams, guards = r.guards, divided = r.divided, loops = r.loops;
    for (int k = 0; k < streams; ++k) {
      base[k] = r.base[k], at[k] = r.at[k], need[k] = r.need[k];
      for (int l = 0; l < loops; ++l) moves[l][k] = r.moves[l][k];
      for (int d = 0; d < most_depth; ++d) depth_moves[d][k] = r.depth_moves[d][k];
    }
    for (int k = 0; k < guards; ++k) guard[k] = r.guard[k];
    for (int k = 0; k < divided; ++k) divide[k] = r.divide[k];
    for (int l = 0; l < loops; ++l) extent[l] = r.extent[l];
    for (int d = 0; d < most_depth; ++d) depth[d] = r.depth[d];
  }
  // Rows run along a loop, or are one result.
  constexpr void along(int l, const int* nothing) {
    loop = l;
    n = l < 0 ? 1 : extent[l];
    step = l < 0 ? nothing : moves[l];
  }
  // So many elements of a loop further.
  constexpr void forward(int l, int by) {
    for (int k = 0; k < streams; ++k) at[k] += by * moves[l][k];
    for (int k = 0; k < guards; ++k) guard[k].at += by * guard[k].moves[l];
  }
  constexpr void exchange(int l, int m) {
    swap(extent[l], extent[m]);
    for (int k = 0; k < streams; ++k) swap(moves[l][k], moves[m][k]);
    for (int k = 0; k < guards; ++k) swap(guard[k].moves[l], guard[k].moves[m]);
  }
  constexpr void exchange_streams(int a, int b) {
    swap(base[a], base[b]), swap(at[a], at[b]), swap(need[a], need[b]);
    for (int l = 0; l < loops; ++l) swap(moves[l][a], moves[l][b]);
    for (int d = 0; d < most_depth; ++d) swap(depth_moves[d][a], depth_moves[d][b]);
    for (int k = 0; k < divided; ++k)
      if (int& s = divide[k].stream; s == a || s == b) s = s == a ? b : a;
  }
  // A loop of another row's, or (-1) one of one element.
  constexpr void take(int l, const Row& from, int m) {
    extent[l] = m < 0 ? 1 : from.extent[m];
    for (int k = 0; k < streams; ++k) moves[l][k] = m < 0 ? 0 : from.moves[m][k];
    for (int k = 0; k < guards; ++k) guard[k].moves[l] = m < 0 ? 0 : from.guard[k].moves[m];
  }
  static constexpr void swap(auto& a, auto& b) {
    const auto first = a;
    a = b, b = first;
  }
  constexpr int guard_step(int k) const { return loop < 0 ? 0 : guard[k].moves[loop]; }
};
template <class T>
using RowCode = void (*)(const Row<T>&);

// Which elements of a loop an index may have that has to be whole and in [0, extent): (at + by * k) / divisor for k in
// [0, n).
struct Range {
  int first = 0, count = 0, step = 1;
};
constexpr int gcd(int a, int b) {
  while (b != 0) {
    const int c = a % b;
    a = b, b = c;
  }
  return a < 0 ? -a : a;
}
constexpr int floor_of(int a, int b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
constexpr Range range_of(int at, int by, int divisor, int extent, int n) {
  if (by == 0) return {0, at % divisor == 0 && at >= 0 && at / divisor < extent ? n : 0, 1};
  Range r{0, 0, divisor == 1 ? 1 : divisor / gcd(by, divisor)};
  if (divisor != 1) {
    while (r.first < r.step && (at + by * r.first) % divisor != 0) ++r.first;
    if (r.first == r.step) return {};
  }
  // the first and the last of all elements that are inside
  const int most = extent * divisor - 1;
  int low = by > 0 ? -floor_of(at, by) : -floor_of(most - at, -by),
      high = by > 0 ? floor_of(most - at, by) : floor_of(at, -by);
  if (low < 0) low = 0;
  if (high > n - 1) high = n - 1;
  if (low > r.first) r.first += (low - r.first + r.step - 1) / r.step * r.step;
  r.count = high < r.first ? 0 : (high - r.first) / r.step + 1;
  return r;
}
constexpr Range both(const Range& a, const Range& b) {
  if (a.count == 0 || b.count == 0) return {};
  const Range &wide = a.step >= b.step ? a : b, &fine = a.step >= b.step ? b : a;  // (the finer has step 1)
  const int last_a = a.first + (a.count - 1) * a.step, last_b = b.first + (b.count - 1) * b.step;
  const int last = last_a < last_b ? last_a : last_b;
  Range r{wide.first, 0, wide.step};
  if (fine.first > r.first) r.first += (fine.first - r.first + r.step - 1) / r.step * r.step;
  r.count = last < r.first ? 0 : (last - r.first) / r.step + 1;
  return r;
}

namespace detail {

// The streams that a formula loads, and whether it asks guards.
template <auto P>
struct Loads {
  static constexpr int make_streams() {
    int most = 1;
    for (int k = 0; k < P.size; ++k)
      if (const graph::Step s(P.word[k]); s.op == graph::Op::symbol && s.a % leaf::kind >= most)
        most = s.a % leaf::kind + 1;
    return most;
  }
  static constexpr int streams = make_streams();
  static constexpr bool make_asks() {
    for (int k = 0; k < P.size; ++k)
      if (const graph::Step s(P.word[k]);
          s.op == graph::Op::symbol && s.a / leaf::kind >= leaf::guarded_vector && s.a / leaf::kind != leaf::count)
        return true;
    return false;
  }
  static constexpr bool asks = make_asks();
};

// The guards at one element, or at all lanes that lie along a loop.
template <class T>
struct Asked {
  unsigned holds = 0;
  int extra[Row<T>::most_streams] = {};  // what divided indices move

  constexpr Asked(const Row<T>& r, const int* guard_at) {
    int quotient[Row<T>::most_guards] = {};
    for (int k = 0; k < r.guards; ++k) {
      const auto& g = r.guard[k];
      int q = guard_at[k];
      bool whole = true;
      if (g.divisor != 1) whole = q % g.divisor == 0, q = q >= 0 ? q / g.divisor : -1;
      if (whole && unsigned(q) < unsigned(g.extent)) holds |= 1u << k;
      quotient[k] = q;
    }
    for (int k = 0; k < r.divided; ++k)
      if (r.guard[r.divide[k].guard].cuts == Call::asked)  // (where loops are cut the quotient is in the address)
        extra[r.divide[k].stream] += r.divide[k].by * quotient[r.divide[k].guard];
  }
};
struct NothingAsked {
  static constexpr unsigned holds = 0;
};

// What a formula finds at one element, or at several along a loop.
template <class T, class V, class Asks, Along A = Along{}, int Part = 0>
struct Element {
  static constexpr int L = simd::lanes<V>;
  T* const* base;
  const int* at;
  const Asks& asked;
  const unsigned* need;
  const int* lane;
  int lanes;

  template <int Number>
  CTNN_INLINE constexpr V load() const {
    constexpr int stream = Number % leaf::kind, kind = Number / leaf::kind;
    constexpr bool vector = kind == leaf::vector || kind == leaf::guarded_vector || kind == leaf::lowest_vector;
    int place = at[stream];
    if constexpr (!std::is_same_v<Asks, NothingAsked>) place += asked.extra[stream];
    if constexpr (kind >= leaf::asked_count) {
      const V first = simd::splat<V>(static_cast<T>(place));
      if constexpr (A.loop && A.move(stream) != Along::same)
        return first + simd::splat<V>(static_cast<T>(lane[stream])) * simd::iota<V>();
      else return first;
    } else if constexpr (kind == leaf::inside)
      return simd::splat<V>((asked.holds & need[stream]) == need[stream] ? T(1) : T(0));
    else {
      if constexpr (kind >= leaf::guarded_vector)
        if ((asked.holds & need[stream]) != need[stream])
          return simd::splat<V>(kind >= leaf::lowest_vector ? -lowest() : T(0));
      if constexpr (A.loop)
        return load_along<A.move(stream), V, A.pairs, Part>(base[stream] + place, lane[stream], lanes);
      else if constexpr (vector) return simd::load<V>(base[stream] + static_cast<long long>(place) * L);
      else return simd::splat<V>(base[stream][place]);
    }
  }
  static constexpr T lowest() { return static_cast<T>(__builtin_huge_val()); }
};

}  // namespace detail

// A result goes to memory.
template <class V, Along A>
CTNN_INLINE constexpr void put_result(simd::element_t<V>* base, int at, const V& v, bool adds, [[maybe_unused]] int by,
                                      [[maybe_unused]] int n) {
  if constexpr (A.loop) {
    constexpr Along::Move move = A.move(0);
    store_along<move, V>(base + at, by, n, adds ? load_along<move, V>(base + at, by, n) + v : v);
  } else {
    auto* const to = base + static_cast<long long>(at) * simd::lanes<V>;
    simd::store<V>(to, adds ? simd::load<V>(to) + v : v);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::kernels
