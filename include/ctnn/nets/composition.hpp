// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/leaf.hpp>
#include <ctnn/graph/reductions.hpp>
#include <ctnn/nets/names.hpp>

namespace ctnn::inline CTNN_TARGET {

// Do the layers of a network fit? Found out by a walk over them before anything else is made of it, so that a mistake
// is told in few lines and once: nothing is instantiated of a network that has one.

// The words of errors (core/check.hpp).
template <auto... Extents>
struct receives {};
template <auto... Extents>
struct expects {};
template <auto... Extents>
struct returns {};
template <class Layer, class Receives, class Expects>
struct layers_do_not_fit;
template <class Layer, class Receives, class Returns>
struct residual_changes_the_shape;
template <class Layer>
struct layer_needs_an_Input_at_the_front_of_the_network;
template <class Layer>
struct Input_stands_not_at_the_front;
template <class Net>
struct network_has_no_layers;
template <class Layer, class Formula>
struct a_formula_has_no_if_write_where;
template <class Layer, class Formula>
struct a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on;

namespace detail {

enum class Fault { none, widths, residual, no_input, late_input, no_layers, bad_name, same_name, truth, number };

// The first mistake of a network, if any: the way to the layer, by indices, and two numbers.
struct Misfit {
  static constexpr int deepest = 16;
  Fault fault = Fault::none;
  int depth = 0, path[deepest] = {}, first = 0, second = 0;
};

// What a formula asks for that no symbol has. What cannot even be tried in a constant expression calls a function for
// numbers.
constexpr Fault fault_of(const graph::Asked& asked) {
  return asked.truth ? Fault::truth : asked.number ? Fault::number : Fault::none;
}
// A layer that is a formula of its input.
template <class L>
constexpr Fault try_formula() {
  graph::Graph g;
  g.axis(0), g.axis(0);
  graph::Order order;
  order.add(graph::batch_axis), order.add(g.last);
  const graph::Value x{&g, g.symbol(0, order)};
  if constexpr (graph::Operand<decltype(L{}(x))>) L{}(x);
  else g.asked.number = true;
  return fault_of(g.asked);
}
template <class L>
inline constexpr Fault formula_fault = Fault::number;
template <class L>
requires requires { typename std::integral_constant<Fault, try_formula<L>()>; }
inline constexpr Fault formula_fault<L> = try_formula<L>();

// Goes through the layers; `width` is what the last one gives, 0 while nobody knows.
struct Walk {
  Misfit misfit{};
  int depth = 0, path[Misfit::deepest] = {}, in = 0, width = 0, leaves = 0;

  constexpr bool expect(bool holds, Fault fault, int first = 0, int second = 0) {
    if (holds || misfit.fault != Fault::none) return holds;
    misfit.fault = fault, misfit.first = first, misfit.second = second;
    for (; misfit.depth < depth && misfit.depth < Misfit::deepest; ++misfit.depth)
      misfit.path[misfit.depth] = path[misfit.depth];
    return false;
  }
  constexpr void at(int index) {
    if (depth <= Misfit::deepest) path[depth - 1] = index;
  }

  template <class L>
  constexpr void layer() {
    using Bare = unnamed<L>;
    if constexpr (Container<Bare>) container_of<Bare>();
    else {
      ++leaves;
      if constexpr (FixesShape<Bare>) {
        expect(width == 0 || width == Bare::in_features, Fault::widths, width, Bare::in_features);
        if (in == 0) in = Bare::in_features;
        width = Bare::out_features;
      } else expect(width != 0, Fault::no_input);
      if constexpr (!HasParameters<Bare>) expect(formula_fault<Bare> == Fault::none, formula_fault<Bare>);
    }
  }

 private:
  template <class C>
  constexpr void container_of() {
    names(child_names<typename container<C>::layers>::own, child_names<typename container<C>::layers>::count);
    inside(C{});
  }
  constexpr void names(const OwnName* own, int count) {
    const NameFault fault = find_fault(own, count);
    if (fault.layer < 0) return;
    ++depth, at(fault.layer);
    expect(false, fault.twin < 0 ? Fault::bad_name : Fault::same_name, fault.layer, fault.twin);
    --depth;
  }
  template <class... L>
  constexpr void inside(Seq<L...>) {
    [[maybe_unused]] int index = 0;
    ++depth;
    (one<L>(index), ...);
    --depth;
  }
  template <class... L>
  constexpr void inside(Residual<L...>) {
    const int before = width;
    inside(Seq<L...>{});
    const int from = before != 0 ? before : in;
    expect(width == from, Fault::residual, from, width);
  }
  template <class L>
  constexpr void one(int& index) {
    at(index);
    if constexpr (requires { input_width(std::type_identity<L>{}); }) {
      expect(leaves == 0 && width == 0, Fault::late_input);
      in = width = input_width(std::type_identity<L>{});
    } else layer<L>(), ++index;
  }
  template <int... E>
  static constexpr int input_width(std::type_identity<Input<E...>>) {
    return (E * ...);
  }
};

template <class Net>
inline constexpr Walk walked = [] {
  Walk walk;
  walk.layer<Net>();
  walk.expect(walk.leaves > 0, Fault::no_layers);
  return walk;
}();

}  // namespace detail

template <class Net>
inline constexpr bool composes = detail::walked<Net>.misfit.fault == detail::Fault::none;

namespace detail {

// The way to the layer, with names where there are some, and the layer.
template <class Path, class L, Misfit M, int Depth>
struct way_to;
template <class Path, class Layers, Misfit M, int Depth>
struct way_through;
template <class Path, class... L, Misfit M, int Depth>
struct way_through<Path, list<L...>, M, Depth> {
  using next = type_at<M.path[Depth], leaf_pack<type_leaf<L>...>>;
  using rest = way_to<typename into<Path, M.path[Depth], next>::type, next, M, Depth + 1>;
  using type = typename rest::type;
  using layer = typename rest::layer;
};
template <class Path, class L, Misfit M, int Depth>
struct way_to : way_through<Path, typename container<L>::layers, M, Depth> {};
template <class Path, class L, Misfit M, int Depth>
requires(Depth == M.depth) struct way_to<Path, L, M, Depth> {
  using type = Path;
  using layer = unnamed<L>;
};

template <class Net, Fault F>
struct misfit_words {
  static constexpr Misfit m = walked<Net>.misfit;
  using way = way_to<layer<>, Net, m, 0>;
  using at = typename way::type;
  static constexpr auto choose() {
    if constexpr (F == Fault::widths)
      return std::type_identity<layers_do_not_fit<at, receives<m.first>, expects<m.second>>>{};
    else if constexpr (F == Fault::residual)
      return std::type_identity<residual_changes_the_shape<at, receives<m.first>, returns<m.second>>>{};
    else if constexpr (F == Fault::no_input)
      return std::type_identity<layer_needs_an_Input_at_the_front_of_the_network<at>>{};
    else if constexpr (F == Fault::late_input) return std::type_identity<Input_stands_not_at_the_front<at>>{};
    else if constexpr (F == Fault::no_layers) return std::type_identity<network_has_no_layers<Net>>{};
    else if constexpr (F == Fault::bad_name) return std::type_identity<a_name_must_not_be_empty_or_contain_a_dot<at>>{};
    else if constexpr (F == Fault::same_name)
      return std::type_identity<two_layers_have_the_same_name<at, indices<m.first, m.second>>>{};
    else if constexpr (F == Fault::truth)
      return std::type_identity<a_formula_has_no_if_write_where<at, typename way::layer>>{};
    else return std::type_identity<a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on<at, typename way::layer>>{};
  }
  using type = typename decltype(choose())::type;
};
template <class Net>
struct misfit_words<Net, Fault::none> {
  using type = Passed;
};

}  // namespace detail

// Fails, with words, where a network's layers do not fit. (A class of its own: compilers do not take a class any
// further that has failed.)
template <class Net>
struct CheckComposition {
  static_assert(
      sizeof(check<composes<Net>, typename detail::misfit_words<Net, detail::walked<Net>.misfit.fault>::type>) > 0);
};

// Instead of the graph of a network that does not fit: nothing comes of it, but nothing else is wrong with it either.
template <int In, int Out>
struct FaultyGraph {
  static constexpr int in = In, out = Out;
};
template <class G>
inline constexpr bool is_faulty = false;
template <int In, int Out>
inline constexpr bool is_faulty<FaultyGraph<In, Out>> = true;

}  // namespace ctnn::inline CTNN_TARGET
