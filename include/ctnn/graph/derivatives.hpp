// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/tangents.hpp>

// Derivatives as words of formulas: of u by x, in a loss that is given the network's input (docs/layers.md). They are
// formulas of the same graph, so that the loss is derived by the parameters as any other is.
namespace ctnn::inline CTNN_TARGET::graph {

namespace detail {

// A derivative as a word leaves it: along all axes of `like`, even where it is the same for all.
template <class Make>
constexpr Value derived(Value u, Value x, Value like, Make make) {
  Graph& g = *u.graph;
  const bool uniform = g.numbers_are_uniform;
  g.numbers_are_uniform = false;  // what derivatives bring along are constants
  Value d = make();
  const Value zero = filled(g, 0, like.order());
  if (d.nothing()) d = zero;
  else if ((d.axes() & zero.axes()) != zero.axes()) d = lanewise(Op::add, d, zero);
  g.numbers_are_uniform = uniform;
  // (whoever counts numbers in order of writing goes on at u and x)
  if (uniform) {
    Node n{.op = Op::arrange, .arg = {d.id, -1, -1}, .axes = d.axes(), .order = d.order()};
    n.info = 1 + g.words.push({u.id, x.id});
    d = {&g, g.add(n)};
  }
  return d;
}
constexpr Value tangent(Value u, Value x, int k) { return Tangents(x, u, k).of_root(); }
constexpr void ask_for(Value x, Axis axis, int k) {
  const int width = x.extent(axis);
  if (k < 0 || (width > 0 && k >= width)) x.graph->asked.coordinate = true;
}

}  // namespace detail

// du/dx, summed over the features of u: a value along the features of x for each sample, as
// torch.autograd.grad(u.sum(), x). One pass back, whatever x's width.
constexpr Value gradient(Value u, Value x) {
  return detail::derived(u, x, x, [&] { return derive(u, {u.graph, u.graph->constant(1)}, x)[x]; });
}
// du/dx_k, of each feature of u: along u's axes.
constexpr Value derivative(Value u, Value x, int k) {
  detail::ask_for(x, x[-1], k);
  return detail::derived(u, x, u, [&] { return detail::tangent(u, x, k); });
}
// The sum over k of d^2 u / dx_k^2, of each feature of u. For d features of x: d + 2 passes, the network's own
// included.
constexpr Value laplacian(Value u, Value x) {
  return detail::derived(u, x, u, [&] {
    const int width = x.extent(x[-1]);
    if (width != 1) return Tangents(x, u, Index(u.axis(width))).laplacian();
    const Value once = detail::tangent(u, x, 0);
    return once.nothing() ? once : detail::tangent(once, x, 0);
  });
}
// The k-th feature of each sample.
constexpr Value component(Value x, int k) {
  Graph& g = *x.graph;
  const Axis last = x.order().without(batch_axis)[-1];
  detail::ask_for(x, last, k);
  const Value there = lanewise(Op::equal, position(g, last), {&g, g.constant(k)});
  return sum(lanewise(Op::where, there, x, {&g, g.constant(0)}), Axes(last));
}

// For their numbers alone.
template <class U, class X>
requires(is_numbers<U>) constexpr auto gradient(const U& u, const X& x) { return detail::joined<1040>(u, x); }
template <class U, class X>
requires(is_numbers<U>) constexpr auto derivative(const U& u, const X& x, int) { return detail::joined<1041>(u, x); }
template <class U, class X>
requires(is_numbers<U>) constexpr auto laplacian(const U& u, const X& x) { return detail::joined<1042>(u, x); }
template <class X>
requires(is_numbers<X>) constexpr auto component(const X& x, int) { return detail::joined<1043>(x); }

}  // namespace ctnn::inline CTNN_TARGET::graph

namespace ctnn::inline CTNN_TARGET {

using graph::component, graph::derivative, graph::gradient, graph::laplacian;

}  // namespace ctnn::inline CTNN_TARGET
