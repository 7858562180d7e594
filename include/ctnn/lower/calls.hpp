// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/lower/halo.hpp>

// The kernel calls of a stage, in order.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// Part of a stage's program: calls one after the other, or the steps of a scan.
class Calls {
 public:
  List<Draft> all;
  int forward = 0;  // so many of them are forward

  constexpr Calls(const Trace& trace, Memory& memory) : t(trace), m(memory), g(trace.g) {
    m.place(Space::numbers, 0, 0, false);
    if (g.growth.axes != 0) m.place(Space::counts, 0, 0, false);
    for (int pass = 1; pass <= 2; ++pass) {
      for (int id = 0; id < g.size(); ++id)
        if (m.live(id) == pass) node(id);
      const List<Root>& roots = pass == 1 ? t.forward : t.backward;
      for (int k = 0; k < roots.size(); ++k) {
        const int number = pass == 1 ? k : t.forward.size() + k;
        if (m.root(roots[k].node) != number) copy_root(roots[k]);
      }
      if (pass == 1) forward = all.size();
    }
  }

  // The counts of elements that formulas load.
  constexpr const List<Axes>& counts() const { return met.counts; }

 private:
  const Trace& t;
  Memory& m;
  const Graph& g;
  Formula::Met met{};
  List<Draft> preceding;  // calls that have to come before the one that is made

  constexpr void node(int id) {
    if (g[id].op == Op::item) {
      const int number = g[id].info / graph::Scan::most;
      if (g.scans[number].item == id) scan(number);
    } else if (m.stored(id) && m.owner(id) < 0) call(id, m.storage(id), g[id].axes);
  }
  constexpr bool accumulates(int id) const {
    const int root = m.root(id);
    return root >= 0 && Memory::root(t, root).space == Space::gradient;
  }

  // ---- scans

  constexpr bool in_states(int id, int item) const { return m.storage(id).place == m.storage(item).place; }
  constexpr void scan(int number) {
    const graph::Scan s = g.scans[number];
    for (int k = 0; k < s.states; ++k) {  // the states before the first step
      Storage to = m.storage(s.previous[k]);
      const int last = (g.extents[s.axis] - 1) * stride_of(to, s.axis);
      if (s.backwards) to.offset += last;
      to.count = without(to, s.axis);
      copy(s.first[k], to, g[s.previous[k]].axes, -1);
    }
    for (int id = 0; id < g.size(); ++id)
      if (m.live(id) && m.stored(id) && m.owner(id) == number) call(id, m.storage(id), g[id].axes & ~step(number));
    for (int k = 0; k < s.states; ++k)
      if (!m.stored(s.body[k]) || !in_states(s.body[k], s.item + k)) {
        Storage to = m.storage(s.item + k);
        copy(s.body[k], to, g[s.previous[k]].axes, number);
      }
  }
  constexpr Axes step(int scan) const { return scan < 0 ? 0 : 1u << g.scans[scan].axis; }
  static constexpr int stride_of(const Storage& s, int axis) {
    for (int k = 0; k < s.count; ++k)
      if (s.term[k].axis == axis) return s.term[k].stride;
    return 0;
  }
  static constexpr int without(Storage& s, int axis) {
    int left = 0;
    for (int k = 0; k < s.count; ++k)
      if (s.term[k].axis != axis) s.term[left++] = s.term[k];
    return left;
  }

  // ---- one call

  constexpr void copy_root(const Root& r) {
    copy(r.node, m.root_storage(r), m.root_axes(r), -1);
    all.back().adds = r.space == Space::gradient;
  }
  // What a node is, as a formula, to somewhere else.
  constexpr void copy(int id, const Storage& to, Axes axes, int scan) {
    all.push({});
    Draft& d = all.back();
    d.node = id, d.scan = scan;
    d.lanes = axes & graph::batch_axis;
    Formula f(m, d, 0, met);
    d.stream.push({});
    d.formula = f.step(id);
    finish(d, f, to, axes & ~step(scan), 0);
  }
  constexpr void call(int id, const Storage& to, Axes axes) {
    Draft d;
    make(d, id, to, axes);
    for (const Draft& first : preceding) all.push(first);
    preceding.clear();
    all.push(d);
  }
  constexpr void make(Draft& d, int id, const Storage& to, Axes axes) {
    const Node& n = g[id];
    d.node = id, d.scan = m.owner(id);
    d.lanes = n.axes & graph::batch_axis;
    d.adds = accumulates(id);
    const Axes given = step(d.scan);
    if (const int sum = m.fused(id); sum >= 0) {
      contraction(d, sum, to, axes, id);
    } else if (Memory::gathers(g, id)) gather(d, id, to, axes);
    else if (Memory::scatters(g, id)) scatter(d, id, to);
    else if (Memory::contracts(g, id)) contraction(d, id, to, axes, -1);
    else if (graph::is_reduction(n.op)) {
      d.kind = Kind::reduce, d.reduction = n.op;
      const Axes along = Axes(n.info);
      d.over_batch = along & graph::batch_axis;
      d.lanes |= d.over_batch;
      d.adds |= d.over_batch;
      Formula f(m, d, along, met);
      d.stream.push({});
      const graph::Fill fill = n.op == Op::sum ? graph::Fill::zero : graph::Fill::lowest;
      d.formula = n.op == Op::minimum ? f.step(n.arg[0]) : f.argument(n.arg[0], fill, n.op == Op::sum);
      finish(d, f, to, axes & ~given, along);
    } else {
      Formula f(m, d, 0, met);
      d.stream.push({});
      d.formula = f.root(id);
      finish(d, f, to, axes & ~given, 0);
    }
  }
  constexpr void finish(Draft& d, Formula& f, const Storage& to, Axes kept, Axes along) {
    set_result(d, f, to);
    loops_along(g, d.kept, kept, d.stream[0]);
    loops_along(g, d.reduced, along, d.stream.size() > 1 ? d.stream[1] : d.stream[0]);
    merge_loops(d, d.kept), merge_loops(d, d.reduced);
  }
  constexpr void set_result(Draft& d, Formula& f, const Storage& to) {
    const int before = d.stream.size(), number = f.result(to);
    d.stream[0] = d.stream[number];
    if (number == before) {
      List<Stream> left;
      for (int k = 0; k < before; ++k) left.push(d.stream[k]);
      d.stream = left;
    }
  }
  // ---- contractions: a sum of a product of two that each have axes of their own in the result

  constexpr void contraction(Draft& d, int sum, const Storage& to, Axes axes, int epilogue) {
    const Node& n = g[sum];
    const Node& product = g[n.arg[0]];
    const Axes along = Axes(n.info);
    d.over_batch = along & graph::batch_axis;
    d.kind = d.over_batch ? Kind::outer : Kind::contract;
    d.lanes |= d.over_batch;
    d.adds |= d.over_batch;
    int a = product.arg[0], b = product.arg[1];
    // rows are of what has no samples; else of what lies in the result as rows do
    const auto has_batch = [&](int id) { return (g[id].axes & graph::batch_axis) != 0; };
    const auto private_extent = [&](int id, int other) {
      return g.extent(g[id].axes & ~g[other].axes & n.axes & ~Axes(graph::batch_axis));
    };
    if (has_batch(a) != has_batch(b) ? has_batch(a) : private_extent(a, b) < private_extent(b, a)) {
      const int first = a;
      a = b, b = first;
    }
    d.vector_rows = has_batch(a);
    Formula f(m, d, along, met);
    d.stream.push({});
    List<Formula::Dimension> dimensions[2];
    add_operand(d, f, a, dimensions[0]), add_operand(d, f, b, dimensions[1]);
    if (const Halo halo(g, m); halo.helps(d, dimensions)) {
      for (int k = 0; k < 2; ++k)
        if (halo.reaches_out(dimensions[k]))
          preceding.push(halo.pad(d, d.stream[1 + k], dimensions[k], has_batch(k == 0 ? a : b)));
      d.guard.clear();
    }
    if (epilogue >= 0) {
      f.leaf_is(sum, 1 + leaf::kind * (d.lanes ? leaf::vector : leaf::scalar));
      d.formula = f.root(epilogue);
    }
    start_by_number(d);
    set_result(d, f, to);
    const Axes own = axes & ~step(d.scan) & ~Axes(graph::batch_axis);
    const Axes rows = own & g[a].axes & ~g[b].axes;
    // what a guard cuts loops by cannot be the rows of a tile
    Axes cut = 0;
    for (const Guard& guard : d.guard)
      for (int k = 0; k < guard.way.count; ++k) cut |= 1u << guard.way.term[k].axis;
    List<Loop> row, column;
    loops_along(g, row, rows & ~cut, d.stream[0]);
    merge_loops(d, row);
    Loop tiled{};
    int best = -1;
    for (int k = 0; k < row.size(); ++k)
      if (best < 0 || row[k].extent > row[best].extent) best = k;
    if (best >= 0) tiled = row[best];
    loops_along(g, d.kept, own & ~rows, d.stream[0]);
    merge_loops(d, d.kept);
    List<Loop> kept;
    for (int k = 0; k < row.size(); ++k)
      if (k != best) kept.push(row[k]);
    List<Loop> left;
    loops_along(g, left, rows & cut, d.stream[0]);
    for (const Loop& l : left) kept.push(l);
    // the columns of a tile: the longest loop of b alone that nothing cuts, or the innermost
    const Axes columns = own & g[b].axes & ~g[a].axes;
    int widest = -1;
    for (int k = 0; k < d.kept.size(); ++k) {
      const int axis = d.kept[k].axis;
      if (!(columns >> axis & 1) || (d.over_batch && cut >> axis & 1)) continue;
      if (widest < 0 || (d.over_batch ? d.kept[k].extent > d.kept[widest].extent : true)) widest = k;
    }
    for (int k = 0; k < d.kept.size(); ++k)
      if (k != widest) kept.push(d.kept[k]);
    kept.push(widest >= 0 ? d.kept[widest] : Loop{});
    kept.push(tiled);
    d.kept = kept;
    loops_along(g, d.reduced, along, d.stream[1]);
    merge_loops(d, d.reduced);
  }
  static constexpr void add_operand(Draft& d, Formula& f, int id, List<Formula::Dimension>& dimensions) {
    const int number = f.operand(id, &dimensions);
    if (number < d.stream.size() - 1) d.stream.push(d.stream[number]);  // both are the same
  }

  // A sum and one number for all lanes, as a bias is: the sum starts there, and needs no formula.
  static constexpr void start_by_number(Draft& d) {
    if (d.formula < 0 || d.words.size() != 3 || d.stream.size() != 4) return;
    const graph::Step last(d.words[d.formula]);
    if (last.op != Op::add || last.a == last.b) return;
    const graph::Step a(d.words[last.a]), b(d.words[last.b]);
    const int number = 3 + leaf::kind * leaf::scalar;
    if (a.op != Op::symbol || b.op != Op::symbol || (a.a != number && b.a != number)) return;
    d.formula = -1;
    d.words.clear(), d.numbers.clear();
  }

  // ---- an element each

  constexpr void gather(Draft& d, int id, const Storage& to, Axes axes) {
    const Node& choice = g[g[id].arg[0]];
    const int index = g[choice.arg[0]].arg[1], of = choice.arg[1], axis = g[g[choice.arg[0]].arg[0]].info;
    d.kind = Kind::gather;
    Formula f(m, d, 0, met);
    d.stream.push({});
    element(d, f, index, of, axis);
    set_result(d, f, to);
    loops_along(g, d.kept, axes, d.stream[0]);
    merge_loops(d, d.kept);
  }
  constexpr void scatter(Draft& d, int id, const Storage& to) {
    const Node& choice = g[g[id].arg[0]];
    const int index = g[choice.arg[0]].arg[1], of = choice.arg[1], axis = g[g[choice.arg[0]].arg[0]].info;
    d.kind = Kind::scatter;
    d.over_batch = d.lanes = d.adds = true;
    Formula f(m, d, 0, met);
    d.stream.push({});
    d.stream.push(stream_for(f, d, index));
    d.stream.push(stream_for(f, d, of));
    set_result(d, f, to);
    d.formula = -1;
    d.node = id;
    // what the index chooses moves by the distance of two elements along the axis
    chosen(d, d.stream[0].way.by(axis), axis, true);
    loops_along(g, d.kept, (g[choice.arg[1]].axes | g[index].axes) & ~(1u << axis), d.stream[2]);
    merge_loops(d, d.kept);
  }
  constexpr void element(Draft& d, Formula& f, int index, int of, int axis) {
    d.stream.push(stream_for(f, d, index));
    d.stream.push(stream_for(f, d, of));
    chosen(d, d.stream[2].way.by(axis), axis, (g[of].axes & graph::batch_axis) != 0);
    Way& way = d.stream[2].way;
    int left = 0;
    for (int k = 0; k < way.count; ++k)
      if (way.term[k].axis != axis) way.term[left++] = way.term[k];
    way.count = left;
  }
  // The numbers of a gather: the distance, how many there are, and whether they have lanes. (As a guard.)
  constexpr void chosen(Draft& d, int distance, int axis, bool lanes) const {
    d.guard.push({.divisor = distance, .extent = g.extents[axis], .clips = lanes});
  }
  constexpr Stream stream_for(Formula& f, Draft& d, int id) {
    Draft one;
    Formula alone(m, one, 0, met);
    one.stream.push({});
    const int number = alone.operand(id);
    static_cast<void>(f), static_cast<void>(d);
    return one.stream[number];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
