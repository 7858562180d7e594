// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/words.hpp>

// Reductions along axes, counts of elements, and what is made of them.
namespace ctnn::inline CTNN_TARGET::graph {

// Which axis a reduction runs along: sum(x, features) leaves a value a sample, sum(x, batch) a value a feature, sum(x)
// one number.
struct Features {};
struct Batch {};
struct Everything {};

namespace detail {

// (What does not vary along the last axis of a layer may have a last one of its own: a loss's x beside u.)
constexpr Axes axes_named(Value e, Features) {
  const Axes own = e.axes() & ~Axes(batch_axis);
  if (e.axes() & e.graph->last || own == 0) return e.graph->last;
  const Order order = e.order().without(batch_axis);
  return order[-1];
}
constexpr Axes axes_named(Value, Batch) { return batch_axis; }
constexpr Axes axes_named(Value e, Everything) { return axes_named(e, Features{}) | batch_axis; }
constexpr Axes axes_named(Value, Axes axes) { return axes; }

}  // namespace detail

template <class D>
concept Along = std::same_as<D, Features> || std::same_as<D, Batch> || std::same_as<D, Everything> ||
    std::same_as<D, Axes> || std::same_as<D, Axis>;

// How many elements some axes have, all multiplied, and one by it: of those that only run time knows a leaf, of the
// others a number.
constexpr Value extent_of(Graph& g, Axes axes, bool inverse = false) {
  Axes unknown = g.growth.counts ? axes : axes & g.growth.axes;
  for (int a = 0; a < most_axes && axes >> a != 0; ++a)
    if (axes >> a & 1 && g.extents[a] == 0) unknown |= 1u << a;
  const long long n = g.extent(axes & ~unknown);
  const Value known{&g, g.constant(inverse ? 1 / static_cast<double>(n) : static_cast<double>(n))};
  if (unknown == 0) return known;
  return Value{&g, g.add({.op = inverse ? Op::inverse_extent : Op::extent, .info = int(unknown)})} * known;
}
// Which element of an axis a lane is: 0, 1, 2, ...
constexpr Value position(Graph& g, Axis a) {
  Order order;
  order.add(a);
  return {&g, g.add({.op = Op::position, .axes = a, .order = order, .info = a.id})};
}

constexpr Value reduce(Op op, Value e, Axes along) {
  along &= e.axes();
  if (along == 0) return e;
  const Order left = e.order().without(along);
  return {e.graph,
          e.graph->add({.op = op, .arg = {e.id, -1, -1}, .axes = left.axes(), .order = left, .info = int(along)})};
}
// Along axes that e does not vary along its sum is e as often as they have elements.
constexpr Value sum_along(Value e, Axes along) {
  if (e.nothing()) return e;
  const Axes missing = along & ~e.axes();
  const Value total = reduce(Op::sum, e, along);
  return missing == 0 ? total : total * extent_of(*e.graph, missing);
}
constexpr Value mean_along(Value e, Axes along) {
  along &= e.axes();
  if (e.nothing() || along == 0) return e;
  return sum_along(e, along) * extent_of(*e.graph, along, true);
}

template <class D>
requires Along<D>
constexpr Value sum(Value e, D along) { return sum_along(e, detail::axes_named(e, along)); }
// How many elements e has along axes.
template <class D>
requires Along<D>
constexpr Value elements(Value e, D along) { return extent_of(*e.graph, detail::axes_named(e, along)); }
template <class D>
requires Along<D>
constexpr Value mean(Value e, D along) { return mean_along(e, detail::axes_named(e, along)); }
// The greatest; ties share its gradient, as torch.amax's.
template <class D>
requires Along<D>
constexpr Value(max)(Value e, D along) { return reduce(Op::maximum, e, detail::axes_named(e, along)); }
// Over all that a value varies along: what ends a loss.
constexpr Value sum(Value e) { return sum_along(e, e.axes()); }
constexpr Value mean(Value e) { return mean_along(e, e.axes()); }

// The same where a formula is called for its numbers alone. Which axes are meant is a part of its structure.
namespace detail {

template <class D>
inline constexpr unsigned long long along = std::same_as<D, Features>     ? 1
                                            : std::same_as<D, Batch>      ? 2
                                            : std::same_as<D, Everything> ? 3
                                                                          : 4;

}  // namespace detail

template <class E, class D>
requires(is_numbers<E>) constexpr auto sum(const E& e, D) { return detail::joined<1000 + detail::along<D>>(e); }
template <class E, class D>
requires(is_numbers<E>) constexpr auto mean(const E& e, D) { return detail::joined<1010 + detail::along<D>>(e); }
template <class E, class D>
requires(Along<D>&& is_numbers<E>) constexpr auto(max)(const E& e, D) {
  return detail::joined<1020 + detail::along<D>>(e);
}
template <class E>
requires(is_numbers<E>) constexpr auto sum(const E& e) { return detail::joined<1000>(e); }
template <class E>
requires(is_numbers<E>) constexpr auto mean(const E& e) { return detail::joined<1010>(e); }

// x - log(sum(exp(x))) over the features. The greatest x is subtracted first, so that exp cannot overflow; the result
// does not depend on it, so neither does the gradient.
template <Handle X, class D = Features>
constexpr auto log_softmax(const X& x, D along = {}) {
  auto shifted = x - detach((max)(x, along));
  return shifted - log(sum(exp(shifted), along));
}

// The lane of x that holds class t: x[t] of each sample. A selection, so that an infinite value in another lane does no
// harm.
constexpr Value gather(Value x, Value index) {
  const Axis last = x.graph->last;
  return sum(where(position(*x.graph, last) == index, x, 0), last);
}
template <class X, class I>
requires(is_numbers<X>) constexpr auto gather(const X& x, const I& index) {
  return detail::joined<1030>(index, x, 0);  // (in the order of where() above, whose 0 is a number of the formula)
}

}  // namespace ctnn::inline CTNN_TARGET::graph

namespace ctnn::inline CTNN_TARGET {

inline constexpr graph::Features features{};
inline constexpr graph::Batch batch{};
inline constexpr graph::Everything everything{};

using graph::abs, graph::clamp, graph::detach, graph::elements, graph::erf, graph::exp, graph::log, graph::log1p,
    graph::log_softmax;
using graph::gather, graph::where;
using graph::max, graph::mean, graph::min, graph::sigmoid, graph::sqrt, graph::square, graph::sum, graph::tanh;

}  // namespace ctnn::inline CTNN_TARGET
