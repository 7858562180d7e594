// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/nets/faults.hpp>
#include <ctnn/nets/layer_formula.hpp>
#include <limits>

// What is wrong with a layer by itself, whatever it receives, and whether the dense engine can do it.
namespace ctnn::inline CTNN_TARGET::internals::nets {

// What a formula asks for that no symbol has. What cannot even be tried in a constant expression calls a function for
// numbers.
constexpr Fault fault_of(const graph::Asked& asked) {
  return asked.truth     ? Fault::truth
         : asked.number  ? Fault::number
         : asked.axis    ? Fault::no_axis
         : asked.axes    ? Fault::many_axes
         : asked.states  ? Fault::many_states
         : asked.terms   ? Fault::many_terms
         : asked.indices ? Fault::many_indices
         : asked.halves  ? Fault::odd
                         : Fault::none;
}

// Can the dense engine do a formula? It is lane by lane, along the samples and the features, with reductions of these;
// or a contraction of x itself, and lane by lane what follows.
struct Denseness {
  bool dense = true, elementwise = true;  // (of x alone, without reductions)
  constexpr Denseness(const graph::Graph& g, int x, int y) {
    const int contraction = graph::find_contraction(g, x).node;
    const graph::Axes known = contraction < 0 ? graph::batch_axis | graph::Axes(g.last) : ~graph::Axes(0);
    List<bool> used;
    used.resize(y + 1, false);
    if (y >= 0) used[y] = true;
    for (int id = y; id >= 0; --id) {
      if (!used[id] || id == contraction) continue;
      const graph::Node& n = g[id];
      const bool lanes = graph::is_lanewise(n.op) || n.op == graph::Op::constant;
      dense = dense && !(n.axes & ~known) && n.op <= graph::Op::minimum && (lanes || contraction < 0);
      elementwise = elementwise && (lanes || id == x);
      for (const int a : n.arg)
        if (a >= 0) used[a] = true;
    }
    elementwise = elementwise && contraction < 0;
  }
};
// Of buffers that it updates: vectors along the features, or numbers, in a stage of their own.
struct DenseBuffers {
  const graph::Graph& g;
  const List<int>& next;
  bool& dense;
  int& number;
  template <int K, int... E>
  constexpr void operator()(const char*, const graph::Parameter<K, E...>&) const {
    const int k = number++;
    if (sizeof...(E) != 1) dense = false;
    if (k < next.size()) dense = dense && g[next[k]].axes == ((E * ...) == 1 ? 0 : graph::Axes(g.last));
  }
};

// A layer's formula, tried on samples by features.
struct Trial {
  Fault fault = Fault::none;
  bool dense = true;
};
template <class L>
constexpr Trial try_layer() {
  using graph::Value;
  constexpr bool has_members = HasParameters<L> || HasBuffers<L>;
  if constexpr (!has_members && !requires(Value x) { L{}(x); }) {
    constexpr bool takes_more = requires(Value x) { L{}(x, x); }
    || requires(Value x) { L{}(x, x, x); };
    constexpr bool optimises = requires { L::states; };
    return {takes_more && !optimises ? Fault::loss : Fault::no_layer};
  } else {
    graph::Graph g;
    g.axis(0);
    if constexpr (FixesShape<L>) g.axis(L::in_features);
    else g.axis(0);
    graph::Order order;
    order.add(graph::batch_axis), order.add(g.last);
    const Value x{&g, g.symbol(0, order)};
    bool dense = true;
    if constexpr (has_members) {
      const Denseness formula(g, x.id, traced<L, Training>(x).id);
      dense = formula.dense;
      if constexpr (HasBuffers<L>) {
        List<int> next;
        trace_updates<L, Training>(x, next);
        const auto buffers = symbolic_buffers<L>(g);
        int number = 0;
        L::for_each_buffer(DenseBuffers{g, next, dense, number}, buffers);
        dense = dense && !formula.elementwise && graph::find_contraction(g, x.id).node < 0;
        for (const int id : next) dense = dense && Denseness(g, x.id, id).dense;
      }
    } else if constexpr (graph::Operand<decltype(L{}(x))>)
      dense = Denseness(g, x.id, graph::detail::lift(g, L{}(x)).id).dense;
    else g.asked.number = true;
    return {fault_of(g.asked), dense};
  }
}
template <class L>
inline constexpr Trial trial{Fault::number};
template <class L>
requires requires { typename std::bool_constant<try_layer<L>().dense>; }
inline constexpr Trial trial<L> = try_layer<L>();

// Has a network what only the general engine can do?
template <class L>
constexpr bool has_shaped();
template <class... L>
constexpr bool any_shaped(list<L...>) {
  return (has_shaped<L>() || ...);
}
template <class L>
struct unnamed_layer {
  using type = L;
};
template <fixed_string N, class L>
struct unnamed_layer<Named<N, L>> : unnamed_layer<L> {};
template <class L>
constexpr bool has_shaped() {
  using Bare = typename unnamed_layer<L>::type;
  if constexpr (!std::is_void_v<typename formula_of_branches<Bare>::type>) return true;
  else if constexpr (Container<Bare>) return any_shaped(typename container<Bare>::layers{});
  else if constexpr (Shaped<Bare> || TellsModes<Bare>) return true;
  else if constexpr (std::is_function_v<Bare> || requires { typename Bare::formula; }) return false;
  else return !trial<Bare>.dense;
}

// A layer's members are numbered 0, 1, 2, ... in the order in which for_each_parameter (or for_each_buffer) names them,
// all of them, and what one holds, with what pads its rows, is counted by an int.
struct Numbered {
  template <int K, int... E>
  struct parameter {
    char room;  // all as large as each other, so that they can be counted
  };
  template <int K, int... E>
  using buffer = parameter<K, E...>;
};
constexpr bool is_countable(const int* extents, int rank, long long& numbers) {
  constexpr long long most = (std::numeric_limits<int>::max)(), padding = 31;  // of floats in rows of 64 bytes, and 64
  int shortest = rank > 0 ? extents[0] : 1;
  numbers = 1;
  for (int k = 0; k < rank; ++k) {
    shortest = extents[k] < shortest ? extents[k] : shortest;
    numbers = extents[k] > 0 && numbers > most * most / extents[k] ? most * most : numbers * extents[k];
  }
  return shortest < 1 || numbers + numbers / shortest * padding <= most;
}
struct MemberFault {
  Fault fault = Fault::none;
  long long first = 0, second = 0;
  int count = 0;  // members in all
};
struct MemberVisit {
  MemberFault& found;
  int& count;
  template <int K, int... E>
  constexpr void operator()(const char*, const Numbered::parameter<K, E...>&) const {
    const int extents[] = {E..., 0};
    visit(K, extents, sizeof...(E));
  }
  constexpr void visit(int number, const int* extents, int rank) const {
    long long numbers = 0;
    if (found.fault == Fault::none) {
      if (number != count) found = {Fault::numbering, number, count, found.count};
      else if (!is_countable(extents, rank, numbers)) found = {Fault::too_large, numbers, count, found.count};
    }
    ++count, ++found.count;
  }
  constexpr void end(int members) const {
    if (found.fault == Fault::none && members != count) found.fault = Fault::left_out;
  }
};
template <class Members>
inline constexpr int members_in = std::is_empty_v<Members> ? 0 : int(sizeof(Members));
template <class L>
constexpr MemberFault member_fault() {
  MemberFault found;
  if constexpr (HasParameters<L>) {
    using Members = typename L::template parameters<Numbered>;
    Members members;
    int count = 0;
    L::for_each_parameter(MemberVisit{found, count}, members);
    MemberVisit{found, count}.end(members_in<Members>);
  }
  if constexpr (HasBuffers<L>) {
    using Members = typename L::template buffers<Numbered>;
    Members members;
    int count = 0;
    L::for_each_buffer(MemberVisit{found, count}, members);
    MemberVisit{found, count}.end(members_in<Members>);
  }
  return found;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
