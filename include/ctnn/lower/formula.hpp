// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/draft.hpp>

namespace ctnn::inline CTNN_TARGET::internals::lower {

// The formula of a call: the steps that a node takes, down to what lies in memory, at the call's own indices. Views
// are put into the addresses of what they are views of.
class Formula {
 public:
  // Which nodes a formula has met, by its number: one list for all formulas of a stage.
  struct Met {
    List<int> by, last;
    int formulas = 0;
    List<Axes> counts;  // of elements, where only run time knows the number of steps
  };

  constexpr Formula(const Memory& memory, Draft& draft, Axes reduced_axes, Met& nodes_met)
      : m(memory), g(memory.g), d(draft), reduced(reduced_axes), met(nodes_met), number_(++nodes_met.formulas) {
    met.by.resize(g.size(), 0), met.last.resize(g.size(), -1);
    maps.push({});
  }

  // A node that is loaded by that number.
  constexpr void leaf_is(int node, int number) { set_done(node, 0, 0, push(Op::symbol, number, 0, 0)); }
  // The steps of a node itself, even if it is stored.
  constexpr int root(int id) { return made(id, 0, 0, true); }
  constexpr int step(int id) { return made(id, 0, 0, false); }
  // The argument of a reduction: where a view would be filled by what the reduction does not see, its loops are cut.
  constexpr int argument(int id, graph::Fill fill, bool products) { return peeled(id, 0, 0, fill, products); }
  // A dimension of an operand: which element of it is wanted, of how many, and how far they are apart.
  struct Dimension {
    graph::Index index = 0;
    int extent = 1, stride = 0, axis = -1;
  };
  // An operand of a contraction: a view of memory. Gives the stream's number, and its dimensions, innermost first.
  constexpr int operand(int id, List<Dimension>* dimensions = nullptr) {
    int map = 0;
    while (!m.in_memory(id)) {
      if (g[id].op == Op::view) {
        unsigned need = 0;
        map = viewed(id, map, true, need);
      }
      id = g[id].arg[0];
    }
    if (dimensions) {
      const Storage& s = m.storage(id);
      for (int k = 0; k < s.count; ++k)
        dimensions->push({index_of(map, s.term[k].axis), g.extents[s.term[k].axis], s.term[k].stride, s.term[k].axis});
    }
    return stream_of(id, map, 0);
  }
  // The same as a way.
  static constexpr Way way_of(const graph::Index& i) {
    Way w{.offset = i.offset};
    for (int k = 0; k < i.terms; ++k) w.add(i.term[k].axis, i.term[k].coefficient);
    return w;
  }
  constexpr int result(const Storage& s) { return stream(s, 0, 0); }
  constexpr bool lanes_of(int id) const { return g[id].axes & graph::batch_axis; }

 private:
  struct Map {
    int count = 0;
    graph::Put put[graph::View::most] = {};
    friend constexpr bool operator==(const Map& a, const Map& b) {
      if (a.count != b.count) return false;
      for (int k = 0; k < a.count; ++k) {
        const graph::Index &i = a.put[k].index, &j = b.put[k].index;
        if (a.put[k].axis != b.put[k].axis || i.offset != j.offset || i.divisor != j.divisor || i.terms != j.terms)
          return false;
        for (int t = 0; t < i.terms; ++t)
          if (i.term[t].axis != j.term[t].axis || i.term[t].coefficient != j.term[t].coefficient) return false;
      }
      return true;
    }
  };
  struct Done {
    int map;
    unsigned need;
    int step, before;  // the one before of the same node
  };
  const Memory& m;
  const Graph& g;
  Draft& d;
  Axes reduced;
  List<Map> maps;
  List<Done> done;
  Met& met;
  int number_;
  List<int> leaves;  // their steps

  constexpr int last_done(int id) const { return met.by[id] == number_ ? met.last[id] : -1; }
  constexpr void set_done(int id, int map, unsigned need, int step) {
    met.last[id] = done.push({map, need, step, last_done(id)});
    met.by[id] = number_;
  }

  // ---- indices

  constexpr graph::Index index_of(int map, int axis) const {
    const Map& own = maps[map];
    for (int k = 0; k < own.count; ++k)
      if (own.put[k].axis == axis) return own.put[k].index;
    return Axis{axis};
  }
  constexpr graph::Index composed(const graph::Index& i, int map) const {
    graph::Index all = i.offset;
    for (int k = 0; k < i.terms; ++k) {
      const graph::Index inner = index_of(map, i.term[k].axis);
      const int factor = i.term[k].coefficient / inner.divisor;  // (whole: Memory looks that it is)
      graph::Index whole = inner;
      whole.divisor = 1;
      all = all + factor * whole;
    }
    bool divides = all.offset % i.divisor == 0;
    int left = 0;
    for (int k = 0; k < all.terms; ++k)
      if (all.term[k].coefficient != 0) {
        divides &= all.term[k].coefficient % i.divisor == 0;
        all.term[left++] = all.term[k];
      }
    for (int k = left; k < all.terms; ++k) all.term[k] = {};
    all.terms = left;
    all.divisor = i.divisor;
    if (divides) {
      all.offset /= i.divisor, all.divisor = 1;
      for (int k = 0; k < left; ++k) all.term[k].coefficient /= i.divisor;
    }
    return all;
  }
  constexpr int add(const Guard& guard) {
    for (int k = 0; k < d.guard.size(); ++k)
      if (d.guard[k].same(guard)) return k;
    return d.guard.push(guard);
  }
  // The map of what a view is of. Guards that have to be asked are added to `need`, the others cut loops.
  constexpr int viewed(int id, int map, bool cuts, unsigned& need) {
    const graph::View& v = g.views[g[id].info];
    Map inner = maps[map];
    for (int k = 0; k < v.count; ++k) {
      const graph::Put p{v.put[k].axis, composed(v.put[k].index, map)};
      if (!m.inside(p) && !m.before_or_after(g[id].arg[0], p)) {
        Guard guard{way_of(p.index), p.index.divisor, p.axis < 0 ? 1 : g.extents[p.axis], false};
        int summed = 0;
        for (int i = 0; i < p.index.terms; ++i) summed += (reduced >> p.index.term[i].axis & 1u) != 0;
        guard.clips = cuts && summed <= 1;
        const int number = add(guard);
        if (guard.clips) d.guard[number].clips = true;
        else need |= 1u << (number & 31);  // (more are too many: lower/split.hpp)
      }
      if (p.axis < 0) continue;
      int at = 0;
      while (at < inner.count && inner.put[at].axis != p.axis) ++at;
      if (at == inner.count) ++inner.count;
      inner.put[at] = p;
    }
    for (int k = 0; k < maps.size(); ++k)
      if (maps[k] == inner) return k;
    return maps.push(inner);
  }

  // ---- leaves

  constexpr int add(const Stream& s) {
    for (int k = 1; k < d.stream.size(); ++k)
      if (d.stream[k] == s) return k;
    return d.stream.push(s);
  }
  constexpr void move(Stream& s, const graph::Index& i, int by) {
    if (i.divisor == 1) {
      s.way.offset += by * i.offset;
      for (int k = 0; k < i.terms; ++k) s.way.add(i.term[k].axis, by * i.term[k].coefficient);
      return;
    }
    Guard quotient{way_of(i), i.divisor, 1, false};
    for (int k = 0; k < d.guard.size(); ++k)
      if (d.guard[k].way == quotient.way && d.guard[k].divisor == quotient.divisor) {
        s.divided[s.divided_count++] = {k, by};
        return;
      }
  }
  constexpr int stream(const Storage& storage, int map, unsigned need) {
    Stream s{.place = storage.place, .need = need};
    s.way.offset = storage.offset;
    for (int k = 0; k < storage.count; ++k) move(s, index_of(map, storage.term[k].axis), storage.term[k].stride);
    return add(s);
  }
  constexpr int stream_of(int id, int map, unsigned need) { return stream(m.storage(id), map, need); }
  constexpr int load(int id, int map, unsigned need, bool lowest) {
    const int kind = (need == 0 ? leaf::vector : lowest ? leaf::lowest_vector : leaf::guarded_vector) + !lanes_of(id);
    return push(Op::symbol, stream_of(id, map, need) + leaf::kind * kind, 0, 0);
  }
  constexpr int number(int k, int map) {  // the samples, or a number that run time knows
    static_cast<void>(map);
    Stream s{.place = numbers_place()};
    s.way.offset = k;
    return push(Op::symbol, add(s) + leaf::kind * leaf::scalar, 0, 0);
  }
  constexpr int numbers_place(Space space = Space::numbers) const {
    for (int k = 0; k < m.places.size(); ++k)
      if (m.places[k].space == space) return k;
    return -1;
  }
  constexpr int counted(Axes along, bool inverse) {
    int k = 0;
    while (k < met.counts.size() && met.counts[k] != along) ++k;
    if (k == met.counts.size()) met.counts.push(along);
    Stream s{.place = numbers_place(Space::counts)};
    s.way.offset = 2 * k + inverse;
    return push(Op::symbol, add(s) + leaf::kind * leaf::scalar, 0, 0);
  }

  // ---- steps

  constexpr int push(Op op, int a, int b, int c) {
    const graph::Word w = graph::Word(op) | graph::Word(unsigned(a)) << 8 | graph::Word(unsigned(b)) << 24 |
                          graph::Word(unsigned(c)) << 40;
    if (op != Op::symbol && op != Op::constant) return d.words.push(w);
    for (const int k : leaves)
      if (d.words[k] == w) return k;
    return leaves.push(d.words.push(w)), d.words.size() - 1;
  }
  constexpr int constant(double value) {
    const auto bits = __builtin_bit_cast(graph::Word, value);
    int at = 0;
    while (at < d.numbers.size() && d.numbers[at] != bits) ++at;
    if (at == d.numbers.size()) d.numbers.push(bits);
    return push(Op::constant, at, 0, 0);
  }
  constexpr int filling(graph::Fill fill) { return constant(fill == graph::Fill::zero ? 0 : -__builtin_huge_val()); }

  constexpr int made(int id, int map, unsigned need, bool itself) {
    for (int k = itself ? -1 : last_done(id); k >= 0; k = done[k].before)
      if (done[k].map == map && done[k].need == need) return done[k].step;
    const int s = anew(id, map, need, itself);
    if (!itself) set_done(id, map, need, s);
    return s;
  }
  constexpr int anew(int id, int map, unsigned need, bool itself) {
    const Node& n = g[id];
    if (!itself && m.in_memory(id)) return load(id, map, need, false);
    switch (n.op) {
      case Op::constant:
        return constant(n.value);
      case Op::uniform:
        return number(2 + n.info, map);
      case Op::extent:
      case Op::inverse_extent: {  // (of the samples and of what grows: all else is known)
        const bool inverse = n.op == Op::inverse_extent;
        const Axes along = Axes(n.info) & ~Axes(graph::batch_axis);
        if (along == 0) return number(inverse ? 1 : 0, map);
        const int elements = counted(along, inverse);
        return along == Axes(n.info) ? elements : push(Op::multiply, number(inverse ? 1 : 0, map), elements, 0);
      }
      case Op::position: {
        Stream s{};
        move(s, index_of(map, n.info), 1);
        return push(Op::symbol, add(s) + leaf::kind * (s.divided_count > 0 ? leaf::asked_count : leaf::count), 0, 0);
      }
      case Op::symbol:
      case Op::previous:
      case Op::item:
        return load(id, map, need, false);
      case Op::arrange:
      case Op::detach:
        return made(n.arg[0], map, need, false);
      case Op::view: {
        unsigned own = 0;
        const int inner = viewed(id, map, false, own);
        return guarded(n.arg[0], inner, need, own, g.views[n.info].fill);
      }
      default:
        break;
    }
    // (a number of an element is itself: how a value that is the same everywhere is cut by a view)
    if (n.op == Op::equal && n.arg[0] == n.arg[1] && Memory::is_pattern(g, n.arg[0])) return constant(1);
    int arg[3] = {};
    for (int k = 0; k < 3; ++k)
      if (n.arg[k] >= 0) arg[k] = made(n.arg[k], map, need, false);
    return n.op == Op::multiply ? product(arg[0], arg[1]) : push(n.op, arg[0], arg[1], arg[2]);
  }
  constexpr int product(int a, int b) {
    const auto one = [&](int step) {
      const graph::Step s(d.words[step]);
      return s.op == Op::constant && __builtin_bit_cast(double, d.numbers[s.a]) == 1;
    };
    return one(a) ? b : one(b) ? a : push(Op::multiply, a, b, 0);
  }
  // What a view is of, or its filling.
  constexpr int guarded(int of, int map, unsigned need, unsigned own, graph::Fill fill) {
    while (!m.in_memory(of) && Memory::is_alias(g[of].op)) of = g[of].arg[0];
    if (m.in_memory(of)) return load(of, map, need | own, fill == graph::Fill::lowest);
    const int value = made(of, map, need | own, false);
    if (own == 0) return value;
    const int holds = push(Op::symbol, add(Stream{.need = own}) + leaf::kind * leaf::inside, 0, 0);
    return push(Op::where, holds, value, filling(fill));
  }
  constexpr int peeled(int id, int map, unsigned need, graph::Fill fill, bool products) {
    const Node& n = g[id];
    if (!m.in_memory(id)) {
      if (n.op == Op::view && g.views[n.info].fill == fill) {
        unsigned own = 0;
        const int inner = viewed(id, map, true, own);
        if (own == 0) return peeled(n.arg[0], inner, need, fill, products);
        return guarded(n.arg[0], inner, need, own, fill);
      }
      if (Memory::is_alias(n.op)) return peeled(n.arg[0], map, need, fill, products);
      if (products && n.op == Op::multiply) {
        const int a = peeled(n.arg[0], map, need, fill, true), b = peeled(n.arg[1], map, need, fill, true);
        return product(a, b);
      }
      if (products && n.op == Op::negate) return push(Op::negate, peeled(n.arg[0], map, need, fill, true), 0, 0);
    }
    return made(id, map, need, false);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
