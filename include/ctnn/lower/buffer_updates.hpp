// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/updates.hpp>
#include <ctnn/lower/members.hpp>
#include <ctnn/lower/traced.hpp>

// What a layer's update() makes of its buffers, checked and written into its graph.
namespace ctnn::inline CTNN_TARGET::internals::lower {

namespace detail {

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

}  // namespace detail

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
