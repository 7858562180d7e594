// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/nets/faults.hpp>
#include <ctnn/nets/layers.hpp>
#include <limits>

// What is wrong with a layer by itself, whatever it receives.
namespace ctnn::inline CTNN_TARGET::internals::nets {

// What a formula asks for that no symbol has. What cannot even be tried in a constant expression calls a function for
// numbers.
constexpr Fault fault_of(const graph::Asked& asked) {
  return asked.truth ? Fault::truth : asked.number ? Fault::number : Fault::none;
}
// A layer that is a formula of its input.
template <class L>
constexpr Fault try_formula() {
  using Value = graph::Value;
  if constexpr (!requires(Value x) { L{}(x); }) {
    constexpr bool takes_more = requires(Value x) { L{}(x, x); }
    || requires(Value x) { L{}(x, x, x); };
    constexpr bool optimises = requires { L::states; };
    return takes_more && !optimises ? Fault::loss : Fault::no_layer;
  } else {
    graph::Graph g;
    g.axis(0), g.axis(0);
    graph::Order order;
    order.add(graph::batch_axis), order.add(g.last);
    const Value x{&g, g.symbol(0, order)};
    if constexpr (graph::Operand<decltype(L{}(x))>) L{}(x);
    else g.asked.number = true;
    return fault_of(g.asked);
  }
}
template <class L>
inline constexpr Fault formula_fault = Fault::number;
template <class L>
requires requires { typename std::integral_constant<Fault, try_formula<L>()>; }
inline constexpr Fault formula_fault<L> = try_formula<L>();

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
      if (number != count) found = {Fault::numbering, number, count};
      else if (!is_countable(extents, rank, numbers)) found = {Fault::too_large, numbers, count};
    }
    ++count;
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
