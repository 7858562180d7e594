// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <concepts>

#include <ctnn/core/num.hpp>
#include <ctnn/graph/graph.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// What a formula is called with, so that it writes down its nodes: a node of a graph. -1 is nothing: the adjoint of
// what a result does not depend on, a term that vanishes.
struct Value {
  using is_handle = void;
  Graph* graph = nullptr;
  int id = -1;

  constexpr Value() = default;
  constexpr Value(Graph* g, int node) : graph(g), id(node) {}

  constexpr const Node& node() const { return (*graph)[id]; }
  constexpr bool nothing() const { return id < 0; }
  constexpr Axes axes() const { return id < 0 ? 0 : node().axes; }
  constexpr Order order() const { return id < 0 ? Order{} : node().order; }
  // The k-th of its axes; of a negative k counted from the end.
  constexpr Axis operator[](int k) const {
    const Order all = order();
    if (k < all.rank() && k >= -all.rank()) return all[k];
    graph->asked.axis = true;
    return batch_axis;
  }
  constexpr int rank() const { return order().rank(); }
  constexpr int extent(Axis a) const { return graph->extent(a); }
  // A new axis of so many elements, ...
  constexpr Axis axis(int elements) const { return graph->axis(elements); }
  // ... or of half as many as another one has.
  constexpr Axis half(Axis a) const {
    const int all = extent(a);
    if (all % 2 != 0) graph->asked.halves = all;
    return axis(all / 2);
  }

  // A formula that asks for a truth or a number is told so in words (nets/faults.hpp).
  template <std::same_as<bool> B>
  constexpr explicit operator B() const {
    graph->asked.truth = true;
    return false;
  }
  template <std::same_as<double> D>
  constexpr operator D() const {
    graph->asked.number = true;
    return 0;
  }
};

// What a formula is called with at run time, for the numbers in it that change from call to call: those of the
// expression, in order of writing. Its structure, as a hash, is part of the type, so that a formula that takes another
// form from one call to the next (`if (nesterov) return a; return b;`) does not compile.
template <int N, unsigned long long Structure>
struct Numbers {
  using is_handle = void;
  static constexpr int count = N;
  static constexpr unsigned long long structure = Structure;
  double number[Bound(N > 0 ? N : 1)];
};

template <class T>
concept Handle = requires {
  typename T::is_handle;
};
template <class T>
inline constexpr bool is_numbers = false;
template <int N, unsigned long long Structure>
inline constexpr bool is_numbers<Numbers<N, Structure>> = true;

// Operands of formulas: handles, or numbers beside one. (At least one handle, so that plain numbers keep their own
// functions.)
template <class T>
concept Operand = Handle<T> || Number<T>;
template <class... T>
concept Formula = (Operand<T> && ...) && (Handle<T> || ...);

namespace detail {

// The graph of the first handle among some operands. (No pointer is compared with null: with sanitizers g++ 12 does not
// do so in constant expressions.)
template <class T, class... R>
constexpr Graph* graph_of(const T& x, const R&... rest) {
  if constexpr (requires { x.graph; }) return x.graph;
  else return graph_of(rest...);
}
template <class T>
constexpr Value lift(Graph& g, const T& x) {
  if constexpr (Handle<T>) return x;
  else return {&g, g.number(static_cast<double>(x))};
}

constexpr unsigned long long mixed(unsigned long long h, unsigned long long more) {
  h = (h ^ more) * 0x9e3779b97f4a7c15ull;
  return h ^ (h >> 29);
}
template <class T>
inline constexpr int number_count = 1;
template <int N, unsigned long long S>
inline constexpr int number_count<Numbers<N, S>> = N;
template <class T>
inline constexpr unsigned long long structure_of = 1;
template <int N, unsigned long long S>
inline constexpr unsigned long long structure_of<Numbers<N, S>> = S;

template <unsigned long long Operation, class... T>
CTNN_INLINE constexpr auto joined(const T&... x) {
  constexpr int count = (number_count<T> + ... + 0);
  static_assert(count <= 1000,
                "a formula with fields uses a value with numbers in it too often: give it a name of its own");
  constexpr unsigned long long structure = [] {
    unsigned long long h = Operation;
    ((h = mixed(h, structure_of<T>)), ...);
    return h;
  }();
  Numbers<count, structure> all{};
  [[maybe_unused]] int at = 0;
  [[maybe_unused]] const auto copy = [&](const auto& from) CTNN_INLINE {
    if constexpr (requires { from.number; })
      for (int k = 0; k < from.count; ++k) all.number[at++] = from.number[k];
    else all.number[at++] = static_cast<double>(from);
  };
  (copy(x), ...);
  return all;
}

}  // namespace detail

// An operation that works lane by lane: its result varies along all axes of its operands, in the order of the first
// that has most.
constexpr Value lanewise(Op op, Value a, Value b = {}, Value c = {}) {
  const Order x = a.order(), y = b.order(), z = c.order();
  const Order wider = x.rank() >= y.rank() ? x.with(y) : y.with(x);
  const Order widest = wider.rank() >= z.rank() ? wider.with(z) : z.with(wider);
  return {a.graph, a.graph->add({.op = op, .arg = {a.id, b.id, c.id}, .axes = widest.axes(), .order = widest})};
}

// What is neutral goes: x + 0, 1 * x and the like. Never 0 * x, which is NaN for an infinite x.
constexpr Value simplified(Op op, Value a, Value b) {
  if (a.nothing() && b.nothing()) return {};
  const Graph& g = *(a.nothing() ? b.graph : a.graph);
  switch (op) {
    case Op::add:
      if (a.nothing() || g.is(a.id, 0)) return b;
      if (b.nothing() || g.is(b.id, 0)) return a;
      break;
    case Op::subtract:
      if (b.nothing() || g.is(b.id, 0)) return a;
      if (a.nothing()) return lanewise(Op::negate, b);
      break;
    case Op::multiply:
      if (a.nothing() || b.nothing()) return {};
      if (g.is(b.id, 1)) return a;
      if (g.is(a.id, 1)) return b;
      break;
    case Op::divide:
      if (a.nothing() || g.is(b.id, 1)) return a;
      break;
    default:
      break;
  }
  return lanewise(op, a, b);
}

// An operation on handles and numbers.
template <Op op, class... T>
constexpr auto call(const T&... x) {
  if constexpr ((is_numbers<T> || ...)) return detail::joined<static_cast<unsigned long long>(op) + 2>(x...);
  else {
    Graph* const g = detail::graph_of(x...);
    if constexpr (sizeof...(T) == 2) return simplified(op, detail::lift(*g, x)...);
    else return lanewise(op, detail::lift(*g, x)...);
  }
}

}  // namespace ctnn::inline CTNN_TARGET::graph
