// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/graph/symbols.hpp>
#include <ctnn/graph/updates.hpp>
#include <ctnn/lower/shape.hpp>
#include <type_traits>
#include <utility>

// A layer called with symbols: its graph, forward and backward.
namespace ctnn::inline CTNN_TARGET::internals::lower {

using ctnn::Evaluation, ctnn::Training;
using graph::Axes, graph::Axis, graph::Graph, graph::Node, graph::Op, graph::Order, graph::Value;

// Where a value lies, seen from a stage: what it is, and which of that kind.
enum class Space : int {
  input,           // what the stage reads, ...
  input_adjoint,   // ... and the adjoints of these
  result,          // what it leaves, ...
  result_adjoint,  // ... and its adjoint
  parameter,       // what it learns, ...
  gradient,        // ... and the adjoints of these
  buffer,          // what it keeps
  noise,           // random numbers
  numbers,         // how many samples there are, one by that, and numbers that only run time knows
  counts,          // how many elements there are along steps that only run time knows, and one by that
  temporary,       // what only the stage itself knows
  state,           // of a scan
};

// What a stage leaves behind: a node, and where its value goes.
struct Root {
  int node = -1;
  Space space = Space::result;
  int number = 0;
  int of = -1;  // the symbol whose adjoint or next value it is
};

// Random numbers that a stage asks for: 1 with a probability, else 0.
struct Noise {
  double probability = 1;
  Order order{};
};

// A layer's update() that does not give each buffer a value of its shape: to which it does not, or how many values
// there are.
struct UpdateMisfit {
  int buffer = -1, values = -1, buffers = 0;
};

struct Trace {
  Graph g;
  List<Root> forward, backward;
  List<Noise> noise;
  SampleShape out{};
  int inputs = 0;
  bool keeps_buffers = false;  // until all new values are there, as one of them is made of another buffer's old one
  UpdateMisfit misfit{};
  bool same_form = true;  // for all numbers of steps?
};

// What a layer is called with beside its input, where it asks for it: members as symbols, a mode, random numbers.
struct Symbolic {
  template <int K, int... E>
  using parameter = graph::Parameter<graph::symbol::parameter + K, E...>;
  template <int K, int... E>
  using buffer = graph::Parameter<graph::symbol::buffer + K, E...>;
};
class NoiseHandle {
 public:
  constexpr explicit NoiseHandle(Trace& trace) : t(trace) {}
  // A number for each element of x: 1 with that probability, else 0.
  constexpr Value bernoulli(Value x, double probability) const {
    const int k = t.noise.push({probability, x.order()});
    return {&t.g, t.g.symbol(graph::symbol::noise + k, x.order())};
  }

 private:
  Trace& t;
};

// What is wanted of a stage beside its result.
struct Wants {
  bool parameters = false;
  unsigned inputs = 0;  // the adjoints of which inputs, one bit each
  friend constexpr bool operator==(const Wants&, const Wants&) = default;
};

namespace detail {

template <class L>
concept HasParameters = requires {
  typename L::template parameters<Symbolic>;
};
template <class L>
concept HasBuffers = requires {
  typename L::template buffers<Symbolic>;
};

struct Symbolise {
  Graph& g;
  constexpr void operator()(const char*, auto& member) const { member = std::remove_reference_t<decltype(member)>(g); }
};
template <class L>
constexpr auto symbolic_parameters(Graph& g) {
  typename L::template parameters<Symbolic> p;
  L::for_each_parameter(Symbolise{g}, p);
  return p;
}
template <class L>
constexpr auto symbolic_buffers(Graph& g) {
  typename L::template buffers<Symbolic> b;
  L::for_each_buffer(Symbolise{g}, b);
  return b;
}

// A layer may ask for its input or several, then parameters, buffers, random numbers and the mode, in that order.
template <class L, class Mode>
constexpr Value call_with_mode(Trace& t, const auto&... x) {
  if constexpr (requires { L{}(x..., NoiseHandle(t), Mode{}); }) return L{}(x..., NoiseHandle(t), Mode{});
  else if constexpr (requires { L{}(x..., Mode{}); }) return L{}(x..., Mode{});
  else return L{}(x...);
}
template <class L, class Mode>
constexpr Value called(Trace& t, const auto&... x) {
  if constexpr (HasBuffers<L> && HasParameters<L>)
    return call_with_mode<L, Mode>(t, x..., symbolic_parameters<L>(t.g), symbolic_buffers<L>(t.g));
  else if constexpr (HasParameters<L>) return call_with_mode<L, Mode>(t, x..., symbolic_parameters<L>(t.g));
  else if constexpr (HasBuffers<L>) return call_with_mode<L, Mode>(t, x..., symbolic_buffers<L>(t.g));
  else return call_with_mode<L, Mode>(t, x...);
}

// The buffers after a training batch, in order: each lies as its own symbol does, along the axes of its new value. A
// number becomes all of a buffer.
template <int N>
struct NextBuffers {
  Trace& t;
  const graph::Updates<N>& next;
  int& number;

  template <int K, int... E>
  constexpr void operator()(const char*, const graph::Parameter<K, E...>& buffer) const {
    const int k = number++;
    if (k >= N) return;
    Graph& g = t.g;
    Value value = next.value[k];
    Order order = value.order();
    bool fits = order.rank() == buffer.rank && !(order.axes() & graph::batch_axis);
    for (int d = 0; d < buffer.rank && fits; ++d) fits = g.extent(order[d]) == buffer.extents[d];
    if (!fits && order.rank() > 0) t.misfit.buffer = t.misfit.buffer < 0 ? k : t.misfit.buffer;
    else if (!fits && (E * ... * 1) != 1) (order.add(g.axis(E)), ...);
    if (t.keeps_buffers && graph::is_leaf(g[value.id].op)) value = graph::lanewise(Op::detach, value);
    t.forward.push({value.id, Space::buffer, k, g.symbol(graph::symbol::buffer + k, order)});
  }
};
// Does a node depend on a buffer that is not the k-th?
constexpr bool reads_others(const Graph& g, int id, int k) {
  using namespace graph::symbol;
  List<bool> reached;
  reached.resize(id + 1, false);
  reached[id] = true;
  for (; id >= 0; --id) {
    if (!reached[id]) continue;
    const Node& n = g[id];
    if (n.op == Op::symbol && kind_of(n.info) == buffer && n.info % kind != k) return true;
    for (const int a : n.arg)
      if (a >= 0) reached[a] = true;
  }
  return false;
}
// Has a layer anything of that name? (Then it is in doubt which is meant.)
struct SomeUpdate {
  int update;
};
template <class L>
struct InDoubt : L, SomeUpdate {};
template <class L>
concept NamesUpdate = !requires {
  &InDoubt<L>::update;
};

// Buffers that nothing updates stay as they are.
template <class L>
constexpr void trace_updates(Trace& t, Value x) {
  const auto buffers = symbolic_buffers<L>(t.g);
  const auto give = [&]<int N>(const graph::Updates<N>& next) {
    for (int k = 0; k < N; ++k) t.keeps_buffers |= reads_others(t.g, next.value[k].id, k);
    int number = 0;
    L::for_each_buffer(NextBuffers<N>{t, next, number}, buffers);
    if (number != N) t.misfit.values = N, t.misfit.buffers = number;
  };
  if constexpr (requires { L::update(x, buffers); }) give(graph::as_updates(L::update(x, buffers)));
  else if constexpr (NamesUpdate<L>) give(graph::Updates<0>{});
}

// An input, along axes of its own, or those of another where it is as long.
constexpr Value symbol_along(Graph& g, int number, const SampleShape& shape, Order like = {}) {
  Order order;
  order.add(graph::batch_axis);
  for (int d = 0; d < shape.rank; ++d)
    if (d + 1 < like.rank() && g.extent(like[d + 1]) == shape.extent[d]) order.add(like[d + 1]);
    else order.add(g.axis(shape.extent[d]));
  return {&g, g.symbol(number, order)};
}

constexpr SampleShape shape_of(const Graph& g, Order order) {
  SampleShape shape;
  for (int d = 0; d < order.rank(); ++d) {
    if (order[d] == graph::batch_axis) continue;
    if (g.growth.axes & order[d]) shape.steps = g.growth.steps, shape.growth[shape.rank] = g.growth.by[order[d].id];
    shape.extent[shape.rank++] = g.extent(order[d]);
  }
  return shape;
}

// The adjoints that are wanted, as roots. (A parameter that is called with several axes is several symbols.)
constexpr void add_adjoints(Trace& t, const graph::Adjoints& adjoints, int symbols, Wants wants) {
  using namespace graph::symbol;
  for (int id = 0; id < symbols; ++id) {
    const Node n = t.g[id];
    if (n.op != Op::symbol) continue;
    const int number = n.info % kind, what = n.info - number, adjoint = adjoints[Value{&t.g, id}].id;
    if (adjoint < 0) continue;
    if (what == cell && wants.inputs >> number & 1) t.backward.push({adjoint, Space::input_adjoint, number, id});
    if (what == parameter && wants.parameters) t.backward.push({adjoint, Space::gradient, number, id});
  }
}

}  // namespace detail

// Samples come first.
constexpr Value samples_first(Value y) {
  Order order;
  order.add(graph::batch_axis);
  return graph::ordered(y, order.with(y.order().without(graph::batch_axis)));
}

// The result's own symbol for its adjoint: a cell beyond those of the inputs.
inline constexpr int adjoint_cell = graph::symbol::cell + graph::symbol::kind - 1;

// So much longer is what a shape is told for, too, to see how it grows: so much that an extent which follows by a
// fraction, as under a stride, does not go unnoticed.
inline constexpr int much_longer = 10007;

// The shape of a layer's result, where the layer tells it.
template <class L, class... S>
constexpr SampleShape told_shape(const S&... shapes) {
  SampleShape s = L::result_shape(shapes...);
  int steps = 0;
  ((steps = shapes.steps != 0 ? shapes.steps : steps), ...);
  if (steps == 0) return s;
  const SampleShape longer = L::result_shape(shapes.at(shapes.steps + much_longer)...);
  for (int k = 0; k < s.rank; ++k)
    if (const int by = longer.extent[k] - s.extent[k]; by != 0) s.steps = steps, s.growth[k] = by / much_longer;
  return s;
}

// How the axes of a formula grow with the number of steps: found out by tracing it for another number. False where it
// takes another form there. (`trace` is called with a trace and the inputs' shapes.)
template <class... S>
constexpr bool find_growth(graph::Growth& growth, const auto& trace, const S&... shapes) {
  constexpr int more = much_longer;
  Trace one, other;
  one.g.growth.counts = other.g.growth.counts = true;
  trace(one, shapes...), trace(other, shapes.at(shapes.steps + more)...);
  const Graph &a = one.g, &b = other.g;
  bool same = a.size() == b.size() && a.views.size() == b.views.size() && a.extents.size() == b.extents.size();
  for (int k = 0; same && k < a.size(); ++k) same = a[k] == b[k];
  const auto grows = [&](int from, int to) {
    same &= to >= from && (to - from) % more == 0;
    return (to - from) / more;
  };
  for (int k = 0; same && k < a.views.size(); ++k) {
    const graph::View &v = a.views[k], &w = b.views[k];
    same &= v.count == w.count && v.fill == w.fill;
    for (int p = 0; same && p < v.count; ++p) {
      graph::Index at = v.put[p].index;
      at.offset = w.put[p].index.offset;
      same &= v.put[p].axis == w.put[p].axis && at == w.put[p].index && (at.offset - v.put[p].index.offset) % more == 0;
    }
  }
  ((growth.steps = shapes.steps > 0 ? shapes.steps : growth.steps), ...);
  for (int k = 0; same && k < a.extents.size(); ++k) growth.by.push(grows(a.extents[k], b.extents[k]));
  // all extents are 1 or more
  for (int k = 1; same && k < a.extents.size(); ++k)
    if (const int by = growth.by[k]; by > 0)
      if (const int least = growth.steps - (a.extents[k] - 1) / by; least > growth.fewest) growth.fewest = least;
  return same;
}

namespace detail {

template <class L, class Mode, int... I>
constexpr Value called_with(Trace& t, const Value* x, std::integer_sequence<int, I...>) {
  return called<L, Mode>(t, x[I]...);
}
// The formula of a layer alone, of inputs of these shapes. Gives the first input, and the result.
struct Forward {
  Value x, y;
};
template <class L, class Mode, class... S>
constexpr Forward trace_formula(Trace& t, const S&... shapes) {
  Graph& g = t.g;
  g.axis(0);  // the batch, of any number of samples
  Order first{};
  const auto input = [&](const SampleShape& shape) {
    const Value v = symbol_along(g, graph::symbol::cell + t.inputs++, shape, first);
    first = first.with(t.inputs == 1 ? v.order() : Order{});
    return v;
  };
  const Value x[] = {input(shapes)...};
  g.last = x[0][-1];
  return {x[0], called_with<L, Mode>(t, x, std::make_integer_sequence<int, int(sizeof...(S))>{})};
}

}  // namespace detail

// A layer, on inputs of these shapes. (Some may grow with a number of steps that only run time knows.)
template <class L, class Mode, bool Grows = false, class... S>
constexpr void trace_layer(Trace& t, Wants wants, const S&... shapes) {
  Graph& g = t.g;
  if constexpr (Grows)
    t.same_form = find_growth(
        g.growth, [](Trace& of, const auto&... s) { detail::trace_formula<L, Mode>(of, s...); }, shapes...);
  const detail::Forward f = detail::trace_formula<L, Mode>(t, shapes...);
  const Value y = samples_first(f.y);
  const Order order = y.order();
  t.out = detail::shape_of(g, order);
  if constexpr (requires { L::result_shape(shapes...); }) t.out = told_shape<L>(shapes...);
  t.forward.push({y.id, Space::result, 0});
  if constexpr (detail::HasBuffers<L> && std::is_same_v<Mode, Training>) detail::trace_updates<L>(t, f.x);
  if (wants.parameters || wants.inputs != 0) {
    const int symbols = g.size();
    const Value seed{&g, g.symbol(adjoint_cell, order)};
    const graph::Adjoints adjoints = graph::derive(y, seed);
    detail::add_adjoints(t, adjoints, symbols, wants);
  }
}

namespace detail {

template <class Loss>
constexpr Value loss_formula(Trace& t, const SampleShape& target, Value y, std::same_as<Value> auto... x) {
  Graph& g = t.g;
  g.numbers_are_uniform = !std::is_empty_v<Loss>;
  const bool classes = target.rank + 1 < y.rank();
  g.last = y[classes ? 1 + detail::shape_of(g, y.order()).channels() : -1];
  const Value given{&g, g.symbol(graph::symbol::cell + 1, classes ? y.order().without(g.last) : y.order())};
  t.inputs = 2;
  const Value loss = Loss{}(y, x..., given);
  g.numbers_are_uniform = false;
  return loss;
}

}  // namespace detail

// A loss, of results y and of targets: values of the same shape, or a class for each sample; and of x between them,
// where it takes the network's input. Its own adjoint is 1.
template <class Loss>
constexpr void trace_loss_of(Trace& t, Wants wants, const SampleShape& target, Value y, std::same_as<Value> auto... x) {
  Graph& g = t.g;
  const Value loss = detail::loss_formula<Loss>(t, target, y, x...);
  List<int> results;
  results.push(loss.id);
  graph::number_in_order(g, results);
  t.forward.push({loss.id, Space::result, 0});
  if (wants.parameters || wants.inputs != 0) {
    const int symbols = g.size();
    const graph::Adjoints adjoints = graph::derive(loss, {&g, g.constant(1)});
    detail::add_adjoints(t, adjoints, symbols, wants);
  }
}
template <class Loss, bool Grows = false>
constexpr void trace_loss(Trace& t, Wants wants, const SampleShape& result, const SampleShape& target) {
  const auto results_of = [](Trace& of, const SampleShape& shape) {
    of.g.axis(0);
    return detail::symbol_along(of.g, graph::symbol::cell + 0, shape);
  };
  if constexpr (Grows)
    t.same_form = find_growth(
        t.g.growth,
        [&](Trace& of, const SampleShape& y, const SampleShape& given) {
          detail::loss_formula<Loss>(of, given, results_of(of, y));
        },
        result, target);
  trace_loss_of<Loss>(t, wants, target, results_of(t, result));
}

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
