// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/composition.hpp>

// What is wrong with a network whose layers do not fit, in words: a type for each fault, with facts as arguments.
namespace ctnn::inline CTNN_TARGET::internals::nets {

// The way to a layer, with names where there are some, and the layer.
template <class Path, class L, Way W, int Depth = 0>
struct way_to;
template <class Path, class Layers, Way W, int Depth>
struct way_through;
template <class Path, class... L, Way W, int Depth>
struct way_through<Path, list<L...>, W, Depth> {
  using next = type_at<W.step[Depth], leaf_pack<type_leaf<L>...>>;
  using rest = way_to<typename into<Path, W.step[Depth], next>::type, next, W, Depth + 1>;
  using type = typename rest::type;
  using layer = typename rest::layer;
};
template <class Path, class... L, Way W, int Depth>
requires(W.step[Depth] >= int(sizeof...(L))) struct way_through<Path, list<L...>, W, Depth> {
  using type = Path;  // the way to an Input that is all there is
  using layer = list<L...>;
};
template <class Path, class L, Way W, int Depth>
struct way_to : way_through<Path, typename container<L>::layers, W, Depth> {};
template <class Path, class L, Way W, int Depth>
requires(Depth == W.depth) struct way_to<Path, L, W, Depth> {
  using type = Path;
  using layer = unnamed<L>;
};

template <class F>
struct result_of_function {
  using type = F;
};
template <class R>
struct result_of_function<R()> {
  using type = R;
};

constexpr bool is_of_ties(Fault f) { return f == Fault::unknown_tie || f == Fault::late_tie; }

template <class Net, Fault F>
struct misfit_words {
  static constexpr Misfit m = walked<Net>.misfit;
  static constexpr int first = int(m.first), second = int(m.second);
  using way = way_to<layer<>, std::conditional_t<is_of_ties(F), Net, untied<Net>>, m.at>;
  using at = typename way::type;
  using type_there = typename way::layer;
  static constexpr auto choose() {
    if constexpr (F == Fault::widths)
      return std::type_identity<layers_do_not_fit<at, receives<first>, expects<second>>>{};
    else if constexpr (F == Fault::channels)
      return std::type_identity<layers_do_not_fit<at, receives<first>, expects<second>>>{};
    else if constexpr (F == Fault::branches)
      return std::type_identity<branches_return_values_of_different_shapes<at, returns<first>, returns<second>>>{};
    else if constexpr (F == Fault::residual)
      return std::type_identity<residual_changes_the_shape<at, receives<first>, returns<second>>>{};
    else if constexpr (F == Fault::no_input)
      return std::type_identity<layer_needs_an_Input_at_the_front_of_the_network<at>>{};
    else if constexpr (F == Fault::late_input) return std::type_identity<Input_stands_not_at_the_front<at>>{};
    else if constexpr (F == Fault::no_layers) return std::type_identity<network_has_no_layers<Net>>{};
    else if constexpr (F == Fault::bad_name) return std::type_identity<a_name_must_not_be_empty_or_contain_a_dot<at>>{};
    else if constexpr (F == Fault::same_name)
      return std::type_identity<two_layers_have_the_same_name<at, indices<first, second>>>{};
    else if constexpr (F == Fault::truth) return std::type_identity<a_formula_has_no_if_write_where<at, type_there>>{};
    else if constexpr (F == Fault::number)
      return std::type_identity<a_formula_is_no_number_write_tanh_not_std_tanh_and_so_on<at, type_there>>{};
    else if constexpr (F == Fault::parentheses)
      return std::type_identity<
          a_layer_is_a_type_write_it_without_parentheses<at, typename result_of_function<type_there>::type>>{};
    else if constexpr (F == Fault::loss) return std::type_identity<a_loss_is_no_layer<at, type_there>>{};
    else if constexpr (F == Fault::no_layer) return std::type_identity<this_is_no_layer<at, type_there>>{};
    else if constexpr (F == Fault::numbering)
      return std::type_identity<parameters_are_numbered_0_1_2_in_the_order_of_for_each_parameter<
          at, type_there, numbered<first>, expects<second>>>{};
    else if constexpr (F == Fault::dimensions)
      return std::type_identity<layer_expects_values_of_other_dimensions<at, receives<first>, expects<second>>>{};
    else if constexpr (F == Fault::window) return std::type_identity<a_window_is_larger_than_what_it_moves_over<at>>{};
    else if constexpr (F == Fault::steps)
      return std::type_identity<layer_takes_no_number_of_steps_that_only_run_time_knows<at>>{};
    else if constexpr (F == Fault::length)
      return std::type_identity<
          a_parameter_is_not_as_long_as_the_axis_that_it_meets<at, holds<second>, expects<first>>>{};
    else if constexpr (F == Fault::unknown_tie) return std::type_identity<a_Tied_names_no_layer<at, type_there>>{};
    else if constexpr (F == Fault::late_tie)
      return std::type_identity<a_Tied_names_a_layer_that_does_not_end_before_it<at, type_there>>{};
    else if constexpr (F == Fault::left_out)
      return std::type_identity<for_each_parameter_leaves_a_parameter_out<at, type_there>>{};
    else if constexpr (F == Fault::matrix)
      return std::type_identity<
          a_matrix_is_called_with_an_axis_for_each_of_its_extents<at, type_there, numbered<first>>>{};
    else if constexpr (F == Fault::update)
      return std::type_identity<a_buffer_is_updated_by_a_value_of_its_own_shape<at, type_there, numbered<first>>>{};
    else if constexpr (F == Fault::updates)
      return std::type_identity<
          update_returns_a_value_for_each_buffer<at, type_there, returns<first>, expects<second>>>{};
    else if constexpr (F == Fault::returns)
      return std::type_identity<
          a_formula_returns_other_features_than_out_features<at, type_there, returns<first>, expects<second>>>{};
    else if constexpr (F == Fault::no_axis)
      return std::type_identity<a_formula_asks_for_an_axis_that_its_value_does_not_have<at, type_there>>{};
    else if constexpr (F == Fault::rank) return std::type_identity<a_value_has_at_most_8_axes<at, type_there>>{};
    else if constexpr (F == Fault::many_axes)
      return std::type_identity<a_formula_has_at_most_32_axes<at, type_there>>{};
    else if constexpr (F == Fault::many_states)
      return std::type_identity<a_scan_has_at_most_16_states<at, type_there>>{};
    else if constexpr (F == Fault::many_terms)
      return std::type_identity<an_index_has_at_most_4_terms<at, type_there>>{};
    else if constexpr (F == Fault::many_indices)
      return std::type_identity<a_view_has_at_most_6_indices<at, type_there>>{};
    else if constexpr (F == Fault::many_branches)
      return std::type_identity<a_container_has_at_most_32_branches<at, type_there>>{};
    else if constexpr (F == Fault::odd)
      return std::type_identity<an_axis_of_an_odd_length_has_no_halves<at, receives<first>>>{};
    else return std::type_identity<a_parameter_holds_less_than_2_to_the_31_numbers<at, type_there, holds<m.first>>>{};
  }
  using type = typename decltype(choose())::type;
};
template <class Net>
struct misfit_words<Net, Fault::none> {
  using type = Passed;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
