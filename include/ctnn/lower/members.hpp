// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>
#include <type_traits>

// What a layer has besides its formula: parameters, which it learns, and buffers, which it keeps (docs/layers.md).
namespace ctnn::inline CTNN_TARGET::internals::lower {

// Asks whether there are members of a kind, whatever they are.
struct AnyMember {
  template <int, int...>
  struct nothing {};
  template <int K, int... E>
  using parameter = nothing<K, E...>;
  template <int K, int... E>
  using buffer = nothing<K, E...>;
};
template <class L>
concept HasParameters = requires {
  typename L::template parameters<AnyMember>;
};
template <class L>
concept HasBuffers = requires {
  typename L::template buffers<AnyMember>;
};

// How many there are: for_each_parameter names them, with or without the members themselves.
struct CountMembers {
  int& count;
  constexpr void operator()(const char*, const auto&...) const { ++count; }
};
template <class L>
constexpr int parameters_of() {
  int count = 0;
  if constexpr (HasParameters<L>) L::for_each_parameter(CountMembers{count});
  return count;
}
template <class L>
constexpr int buffers_of() {
  int count = 0;
  if constexpr (HasBuffers<L>) L::for_each_buffer(CountMembers{count});
  return count;
}

// The same as symbols of a graph, for its formula.
struct Symbolic {
  template <int K, int... E>
  using parameter = graph::Parameter<graph::symbol::parameter + K, E...>;
  template <int K, int... E>
  using buffer = graph::Parameter<graph::symbol::buffer + K, E...>;
};
struct Symbolize {
  graph::Graph& g;
  constexpr void operator()(const char*, auto& member) const { member = std::remove_reference_t<decltype(member)>(g); }
};
template <class L>
constexpr auto symbolic_parameters(graph::Graph& g) {
  typename L::template parameters<Symbolic> p{};
  L::for_each_parameter(Symbolize{g}, p);
  return p;
}
template <class L>
constexpr auto symbolic_buffers(graph::Graph& g) {
  typename L::template buffers<Symbolic> b{};
  L::for_each_buffer(Symbolize{g}, b);
  return b;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
