// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/derive.hpp>
#include <ctnn/lower/buffer_updates.hpp>
#include <ctnn/lower/growth.hpp>
#include <utility>

// A layer called with symbols: its graph, forward and backward.
namespace ctnn::inline CTNN_TARGET::internals::lower {

// Random numbers for a formula that asks for them.
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

namespace detail {

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
  if constexpr (HasBuffers<L> && std::is_same_v<Mode, Training>) detail::trace_updates<L>(t, f.x);
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
