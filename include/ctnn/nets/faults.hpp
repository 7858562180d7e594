// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

// What may be wrong with a network.
namespace ctnn::inline CTNN_TARGET::internals::nets {

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
template <class Layer, class First, class Other>
struct branches_return_values_of_different_shapes;
template <class Layer, class Receives, class Expects>
struct layer_expects_values_of_other_dimensions;
template <class Layer>
struct a_window_is_larger_than_what_it_moves_over;
template <class Layer>
struct layer_takes_no_number_of_steps_that_only_run_time_knows;
template <class Layer, class Parameter, class Axis>
struct a_parameter_is_not_as_long_as_the_axis_that_it_meets;
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
template <class Layer, class Type>
struct a_layer_is_a_type_write_it_without_parentheses;
template <class Layer, class Loss>
struct a_loss_is_no_layer;
template <class Layer, class Type>
struct this_is_no_layer;
template <int Number>
struct numbered {};
template <auto Numbers>
struct holds {};
template <class Layer, class Type, class Numbered, class Expects>
struct parameters_are_numbered_0_1_2_in_the_order_of_for_each_parameter;
template <class Layer, class Type>
struct for_each_parameter_leaves_a_parameter_out;
template <class Layer, class Type, class Holds>
struct a_parameter_holds_less_than_2_to_the_31_numbers;
template <class Layer, class Type, class Numbered>
struct a_matrix_is_called_with_an_axis_for_each_of_its_extents;
template <class Layer, class Type, class Numbered>
struct a_buffer_is_updated_by_a_value_of_its_own_shape;
template <class Layer, class Type, class Returns, class Expects>
struct update_returns_a_value_for_each_buffer;
template <class Layer, class Type>
struct a_formula_asks_for_an_axis_that_its_value_does_not_have;
template <class Layer, class Type>
struct a_value_has_at_most_8_axes;
template <class Layer, class Type>
struct a_formula_has_at_most_32_axes;
template <class Layer, class Type>
struct a_scan_has_at_most_16_states;
template <class Layer, class Type>
struct an_index_has_at_most_4_terms;
template <class Layer, class Type>
struct a_view_has_at_most_6_indices;
template <class Layer, class Type>
struct a_container_has_at_most_32_branches;
template <class Layer, class Type, class Returns, class Expects>
struct a_formula_returns_other_features_than_out_features;
template <class Layer, class Receives>
struct an_axis_of_an_odd_length_has_no_halves;

template <class Layer, class Name>
struct a_Tied_names_no_layer;
template <class Layer, class Name>
struct a_Tied_names_a_layer_that_does_not_end_before_it;

enum class Fault {
  none,
  widths,
  channels,
  residual,
  branches,
  no_input,
  late_input,
  no_layers,
  bad_name,
  same_name,
  truth,
  number,
  parentheses,
  loss,
  no_layer,
  numbering,
  left_out,
  too_large,
  dimensions,
  window,
  length,
  matrix,
  update,
  updates,
  no_axis,
  rank,
  many_axes,
  many_states,
  many_terms,
  many_indices,
  many_branches,
  odd,
  returns,
  steps,
  unknown_tie,
  late_tie
};

// The way to a layer, by indices, outermost first.
struct Way {
  static constexpr int deepest = 16;
  int depth = 0, step[deepest] = {};
};

// The first mistake of a network, if any: in which layer, and two numbers; and where what the layer receives is from.
struct Misfit {
  Fault fault = Fault::none;
  Way at{}, from{};
  long long first = 0, second = 0;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
