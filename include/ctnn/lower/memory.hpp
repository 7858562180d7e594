// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/memory/parameter.hpp>
#include <ctnn/lower/trace.hpp>

// Which nodes of a stage lie in memory, and where.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// A place in memory, as a stage knows it: of so many units, each one number, or one for each lane.
struct PlaceInfo {
  Space space = Space::temporary;
  int number = 0, units = 0;
  bool lanes = false;
  double probability = 0;  // of noise: that a number is 1
};

// Where a node's elements lie: the distance of two along each axis, in units.
struct Storage {
  static constexpr int most = 8;
  struct Term {
    int axis = 0, stride = 0;
  };
  int place = -1, offset = 0, count = 0;
  Term term[most] = {};
  constexpr void add(int axis, int stride) { term[count++] = {axis, stride}; }
};

// How the library stores parameters of one and two dimensions (engine/memory/parameter.hpp); all others row by row.
// Besides, whether lanes lie along loops: what cuts a loop then costs more than zeros do.
struct ParameterLayout {
  int lanes = 1, line = 1;
  bool along_loops = false;
  constexpr void strides(const int* extent, int rank, int* stride) const {
    if (rank == 2) {
      const bool along_outputs = lies_along_outputs(extent[0], extent[1], lanes);
      stride[0] = along_outputs ? 1 : weight_row(extent[1], lanes, line);
      stride[1] = along_outputs ? weight_row(extent[0], lanes, line) : 1;
      return;
    }
    for (int d = rank, n = 1; d-- > 0; n *= extent[d]) stride[d] = n;
  }
};

class Memory {
 public:
  const Graph& g;
  List<PlaceInfo> places;

  // (Split: nodes that lie in memory, lest a call's formula becomes too large.)
  constexpr Memory(const Trace& trace, ParameterLayout parameters, const List<int>& split = {})
      : g(trace.g), t(trace), layout(parameters) {
    const int n = g.size();
    owner_.resize(n, -1), live_.resize(n, 0), stored_.resize(n, false), users.resize(n, 0), cost.resize(n, 0);
    call_of.resize(n, none), forced.resize(n, false), viewed.resize(n, false), wide.resize(n, 0);
    fused_.resize(n, -1), accumulator_of.resize(n, -1), storage_.resize(n, {}), root_of.resize(n, -1);
    for (const int id : split) forced[id] = true;
    find_owners();
    find_live();
    for (int id = n; id-- > 0;)
      if (live_[id]) decide(id);
    place_all();
  }

  constexpr bool lanes_along_loops() const { return layout.along_loops; }
  // Is the node read from memory? (Else it is computed where it is used.)
  constexpr bool in_memory(int id) const {
    const Op op = g[id].op;
    return op == Op::symbol || op == Op::previous || op == Op::item || stored_[id];
  }
  constexpr bool stored(int id) const { return stored_[id]; }
  constexpr int live(int id) const { return live_[id]; }    // 1: forward, 2: only backward
  constexpr int owner(int id) const { return owner_[id]; }  // the scan whose body it is part of
  // The contraction that a stored node is the epilogue of.
  constexpr int fused(int id) const { return fused_[id]; }
  constexpr const Storage& storage(int id) const { return storage_[id]; }
  // The root that a stored node's memory is; -1 if it is its own.
  constexpr int root(int id) const { return root_of[id]; }
  constexpr int place(Space space, int number, int units, bool lanes) {
    for (int k = 0; k < places.size(); ++k)
      if (places[k].space == space && places[k].number == number) return k;
    return places.push({space, number, units, lanes});
  }
  constexpr int temporary(int count, bool lanes) {
    return places.push({Space::temporary, temporaries++, count, lanes});
  }
  constexpr int units(Axes axes) const { return int(g.extent(axes & ~Axes(graph::batch_axis))); }

  // What a view, an arrangement or a detached value is of.
  constexpr int behind(int id) const {
    while (!in_memory(id) && (g[id].op == Op::view || is_alias(g[id].op))) id = g[id].arg[0];
    return id;
  }
  static constexpr bool is_alias(Op op) { return op == Op::arrange || op == Op::detach; }
  static constexpr bool contracts(const Graph& g, int id) {
    const Node& n = g[id];
    if (n.op != Op::sum || g[n.arg[0]].op != Op::multiply) return false;
    const Node& product = g[n.arg[0]];
    const Axes a = g[product.arg[0]].axes, b = g[product.arg[1]].axes;
    const bool private_rows = a & ~b & n.axes, private_columns = b & ~a & n.axes;
    if (!private_rows || !private_columns) return false;
    for (int of : product.arg) {
      while (of >= 0 && (g[of].op == Op::view || is_alias(g[of].op))) of = g[of].arg[0];
      if (of >= 0 && is_pattern(g, of)) return false;
    }
    return !(Axes(n.info) & graph::batch_axis) || (a & b & graph::batch_axis);
  }
  // Is it made of numbers of elements alone?
  static constexpr bool is_pattern(const Graph& g, int id) {
    const Node& n = g[id];
    if (n.op == Op::symbol || n.op == Op::previous || n.op == Op::item || graph::is_reduction(n.op)) return false;
    for (const int a : n.arg)
      if (a >= 0 && !is_pattern(g, a)) return false;
    return true;
  }
  // sum(where(position(v) == index, w, 0), v): one element of w each, w a symbol.
  static constexpr bool gathers(const Graph& g, int id) {
    const Node& n = g[id];
    const int axis = single_axis(Axes(n.info));
    if (n.op != Op::sum || axis < 0 || !selects(g, n.arg[0])) return false;
    const Node& choice = g[n.arg[0]];
    const Node& same = g[choice.arg[0]];
    return g[same.arg[0]].info == axis && g[choice.arg[1]].op == Op::symbol && g[same.arg[1]].op == Op::symbol &&
           !(g[same.arg[1]].axes >> axis & 1);
  }
  // Its adjoint: along v, what is where the index says so.
  static constexpr bool scatters(const Graph& g, int id) {
    const Node& n = g[id];
    if (n.op != Op::sum || !selects(g, n.arg[0]) || !(Axes(n.info) & graph::batch_axis)) return false;
    const Node& choice = g[n.arg[0]];
    const Node& same = g[choice.arg[0]];
    const int axis = g[same.arg[0]].info;
    return n.axes >> axis & 1 && !(g[choice.arg[1]].axes >> axis & 1) && g[same.arg[1]].op == Op::symbol &&
           g[choice.arg[1]].axes & graph::batch_axis;
  }

  // The state before the first step of a scan, which is zero, lies beside those after a step.
  constexpr bool before_or_after(int id, const graph::Put& p) const {
    if (g[id].op != Op::item || p.index.divisor != 1) return false;
    const graph::Scan& s = g.scans[g[id].info / graph::Scan::most];
    if (p.axis != s.axis || !g.is(s.first[g[id].info % graph::Scan::most], 0)) return false;
    graph::Put shifted = p;
    shifted.index.offset += s.backwards ? -1 : 1;
    return inside(p) || inside(shifted);
  }
  // Is the index always whole, and an element of its axis?
  constexpr bool inside(const graph::Put& p) const { return graph::always_inside(g, p); }

 private:
  static constexpr int none = -1, many = -2, dear = 8;
  const Trace& t;
  ParameterLayout layout;
  List<int> owner_, live_, users, cost, call_of, fused_, accumulator_of, root_of;
  List<long long> wide;
  List<bool> stored_, forced, viewed;
  List<Storage> storage_;
  int temporaries = 0;

  static constexpr int single_axis(Axes axes) {
    if (axes == 0 || (axes & (axes - 1)) != 0) return -1;
    int a = 0;
    while (!(axes >> a & 1)) ++a;
    return a;
  }
  static constexpr bool selects(const Graph& g, int id) {
    const Node& choice = g[id];
    return choice.op == Op::where && g.is(choice.arg[2], 0) && g[choice.arg[0]].op == Op::equal &&
           g[g[choice.arg[0]].arg[0]].op == Op::position;
  }

  constexpr void find_owners() {
    for (int id = 0; id < g.size(); ++id) {
      const Node& n = g[id];
      if (n.op == Op::previous) owner_[id] = n.info / graph::Scan::most;
      if (n.op == Op::item) continue;
      int work = graph::is_lanewise(n.op) ? graph::cost_of(n.op) : 0;
      for (const int a : n.arg)
        if (a >= 0) {
          if (owner_[a] > owner_[id]) owner_[id] = owner_[a];
          if (graph::is_lanewise(n.op) || n.op == Op::view || n.op == Op::arrange) work += cost[a];
        }
      cost[id] = work < 1000 ? work : 1000;
    }
  }
  constexpr void find_live() {
    for (int pass = 1; pass <= 2; ++pass) {
      const List<Root>& roots = pass == 1 ? t.forward : t.backward;
      for (const Root& r : roots) {
        ++users[r.node];
        if (!live_[r.node]) live_[r.node] = pass;
      }
      for (int id = g.size(); id-- > 0;) {
        if (live_[id] != pass) continue;
        const Node& n = g[id];
        for (const int a : n.arg)
          if (a >= 0) {
            ++users[a];
            if (!live_[a]) live_[a] = pass;
          }
        if (n.op == Op::item) {
          const graph::Scan& s = g.scans[n.info / graph::Scan::most];
          for (int k = 0; k < s.states; ++k)
            for (const int a : {s.body[k], s.first[k], s.previous[k], s.item + k})
              if (!live_[a]) live_[a] = pass;
        }
      }
    }
  }
  constexpr bool is_root(int id) const {
    for (const Root& r : t.forward)
      if (r.node == id) return true;
    for (const Root& r : t.backward)
      if (r.node == id) return true;
    return false;
  }
  constexpr bool is_body(int id) const {
    for (int k = 0; k < g.scans.size(); ++k)
      for (int s = 0; s < g.scans[k].states; ++s)
        if (g.scans[k].body[s] == id) return true;
    return false;
  }

  constexpr void decide(int id) {
    const Node& n = g[id];
    const long long size = g.extent(n.axes & ~Axes(graph::batch_axis));
    if (n.op == Op::item) {  // (the states before the first step are written by a call of their own)
      return;
    }
    if (graph::is_leaf(n.op)) return;
    const bool wanted = is_root(id) || is_body(id) || forced[id];
    if (graph::is_reduction(n.op)) {
      stored_[id] = true;
      if (!wanted && contracts(g, id) && !(Axes(n.info) & graph::batch_axis)) {
        const int c = call_of[id];
        if (c >= 0 && !viewed[id] && fused_[c] < 0 && !graph::is_reduction(g[c].op) && g[c].axes == n.axes &&
            owner_[c] == owner_[id] && live_[c] == live_[id])
          fused_[c] = id, stored_[id] = false, accumulator_of[id] = c;
      }
    } else if (wanted) stored_[id] = true;
    else if (graph::is_lanewise(n.op) && n.op != Op::detach && cost[id] >= dear && graph::cost_of(n.op) > 1)
      stored_[id] = call_of[id] == many || wide[id] > size;
    if (n.op == Op::view && !in_memory(n.arg[0])) {
      const int of = n.arg[0];
      if (cost[of] >= dear || !composes(g.views[n.info], of)) forced[of] = true;
    }
    if (contracts(g, id))
      for (const int factor : g[n.arg[0]].arg) {
        if (factor < 0) continue;
        int of = factor;
        while (g[of].op == Op::view || is_alias(g[of].op)) {
          if (g[of].op == Op::view && !clips(g.views[g[of].info], Axes(n.info))) break;
          of = g[of].arg[0];
        }
        forced[of] = true;  // (leaves are in memory anyway)
      }
    if (scatters(g, id)) forced[g[n.arg[0]].arg[1]] = true;
    const int call = stored_[id] || accumulator_of[id] >= 0 ? id : call_of[id];
    const long long loops =
        stored_[id] || accumulator_of[id] >= 0
            ? g.extent((n.axes | (graph::is_reduction(n.op) ? Axes(n.info) : 0)) & ~Axes(graph::batch_axis))
            : wide[id];
    for (const int a : n.arg)
      if (a >= 0) {
        call_of[a] = call_of[a] == none || call_of[a] == call ? call : many;
        if (loops > wide[a]) wide[a] = loops;
        if ((n.op == Op::view) || (!stored_[id] && accumulator_of[id] < 0 && viewed[id])) viewed[a] = true;
      }
  }
  // Does each index of the view have one summed axis at most, so that it says where a sum's loops begin and end?
  constexpr bool clips(const graph::View& v, Axes along) const {
    for (int k = 0; k < v.count; ++k) {
      int summed = 0;
      for (int i = 0; i < v.put[k].index.terms; ++i) summed += (along >> v.put[k].index.term[i].axis & 1u) != 0;
      if (summed > 1 && !inside(v.put[k])) return false;
    }
    return true;
  }
  // Can the view's indices be put into those of the views below?
  constexpr bool composes(const graph::View& v, int id) const {
    const Node& n = g[id];
    if (graph::is_leaf(n.op) || graph::is_reduction(n.op) || n.op == Op::item) return true;
    if (n.op == Op::view) {
      const graph::View& below = g.views[n.info];
      for (int k = 0; k < below.count; ++k)
        for (int i = 0; i < below.put[k].index.terms; ++i)
          for (int p = 0; p < v.count; ++p)
            if (v.put[p].axis == below.put[k].index.term[i].axis &&
                below.put[k].index.term[i].coefficient % v.put[p].index.divisor != 0)
              return false;
    }
    for (const int a : n.arg)
      if (a >= 0 && !composes(v, a)) return false;
    return true;
  }

  // ---- where it lies

  constexpr void along(Storage& s, Order order, Axes without) const {
    int stride = 1;
    for (int d = order.rank(); d-- > 0;) {
      const Axis a = order[d];
      if (Axes(a) & (without | graph::batch_axis)) continue;
      s.add(a.id, stride), stride *= g.extent(a);
    }
  }
  constexpr Storage symbol_storage(int id) {
    using namespace graph::symbol;
    const Node& n = g[id];
    Storage s;
    const int number = n.info % kind, what = n.info - number, count = units(n.axes);
    const bool lanes = n.axes & graph::batch_axis;
    if (what == parameter || what == buffer) {
      int extent[Order::most] = {}, stride[Order::most] = {};
      for (int d = 0; d < n.order.rank(); ++d) extent[d] = g.extent(n.order[d]);
      layout.strides(extent, n.order.rank(), stride);
      if (live_[id]) s.place = place(what == buffer ? Space::buffer : Space::parameter, number, 0, false);
      for (int d = 0; d < n.order.rank(); ++d) s.add(n.order[d].id, stride[d]);
      return s;
    }
    if (live_[id]) {
      if (n.info == adjoint_cell) s.place = place(Space::result_adjoint, 0, count, lanes);
      else s.place = place(what == noise ? Space::noise : Space::input, number, count, lanes);
    }
    along(s, n.order, 0);
    return s;
  }
  // A root's memory is its node's own where nobody else reads the node, or what others read is there to stay.
  constexpr void place_roots(const List<Root>& roots, int first) {
    for (int k = 0; k < roots.size(); ++k) {
      const Root& r = roots[k];
      if (!stored_[r.node] || root_of[r.node] >= 0 || is_body(r.node)) continue;
      if (r.of >= 0 && g[r.of].axes != g[r.node].axes) continue;
      if (r.space == Space::buffer && t.keeps_buffers) continue;
      if (r.space == Space::result || users[r.node] == 1) root_of[r.node] = first + k;
    }
  }
  constexpr void place_all() {
    for (int id = 0; id < g.size(); ++id)
      if (live_[id] && g[id].op == Op::symbol) storage_[id] = symbol_storage(id);
    place_roots(t.forward, 0), place_roots(t.backward, t.forward.size());
    for (int k = 0; k < g.scans.size(); ++k) place_states(k);
    for (int id = 0; id < g.size(); ++id) {
      if (!live_[id] || !stored_[id] || storage_[id].place >= 0) continue;
      const bool lanes = g[id].axes & graph::batch_axis;
      const Axes step = owner_[id] < 0 ? 0 : 1u << g.scans[owner_[id]].axis;
      if (root_of[id] >= 0) {
        const Root r = root(t, root_of[id]);
        storage_[id] = root_storage(r);
      } else {
        storage_[id].place = temporary(units(g[id].axes & ~step), lanes);
        along(storage_[id], g[id].order, step);
      }
    }
  }
  // States lie one step after the other, with one more: before a step there is what the one before it left.
  constexpr void place_states(int number) {
    const graph::Scan& s = g.scans[number];
    if (s.item < 0 || !live_[s.item]) return;
    const Axis t_axis{s.axis};
    for (int k = 0; k < s.states; ++k) {
      const int item = s.item + k, of_one = units(g[s.previous[k]].axes), steps = g.extent(t_axis);
      const bool lanes = g[item].axes & graph::batch_axis;
      const int at = place(Space::state, number * graph::Scan::most + k, (steps + 1) * of_one, lanes);
      Storage states{.place = at};
      along(states, g[item].order, Axes(t_axis));
      states.add(s.axis, of_one);
      storage_[item] = states;
      storage_[s.previous[k]] = states;
      if (stored_[s.body[k]] && storage_[s.body[k]].place < 0) {
        storage_[s.body[k]] = states;
        if (!s.backwards) storage_[s.body[k]].offset = of_one;
      }
      storage_[s.backwards ? s.previous[k] : item].offset = of_one;
    }
  }

 public:
  static constexpr const Root& root(const Trace& t, int k) {
    return k < t.forward.size() ? t.forward[k] : t.backward[k - t.forward.size()];
  }
  constexpr Storage root_storage(const Root& r) {
    const Axes axes = root_axes(r);
    Storage s;
    if (r.of >= 0) s = symbol_storage(r.of);
    else along(s, g[r.node].order, 0);
    const bool packed = r.space == Space::gradient || r.space == Space::buffer;
    s.place = place(r.space, r.number, packed ? 0 : units(axes), axes & graph::batch_axis);
    return s;
  }
  constexpr Axes root_axes(const Root& r) const { return g[r.of >= 0 ? r.of : r.node].axes; }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
