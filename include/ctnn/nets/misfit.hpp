// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/nets/composition.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// What is wrong with a network whose layers do not fit, in words, or where the compiler takes a computed text, in a
// sentence. All of it is made only where something is.

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

#if CTNN_SENTENCES

// A type as a reader would write it, out of the compiler's own words, "... [with L = ctnn::Linear<19, 2>]": without
// namespaces, and without arguments that are long or in braces.
constexpr bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
class TypeText {
 public:
  constexpr explicit TypeText(const char* words) {
    while (*words && !(words[0] == 'L' && words[1] == ' ' && words[2] == '=')) ++words;
    const char* end = words;
    while (*end) ++end;  // behind the bracket
    for (const char* c = words + 4; c < end - 1 && length_ < most; ++c) {
      if (c[0] != ':' || c[1] != ':') text_[length_++] = *c;
      else drop_name(), ++c;
    }
    shorten();
  }
  constexpr const char* text() const { return text_; }
  constexpr int length() const { return length_; }

 private:
  static constexpr int most = 400, readable = 40;
  char text_[most]{};
  int length_ = 0;

  // Of a namespace, also one without a name, or of a function.
  constexpr void drop_name() {
    for (const char* pair : {"()", "{}"})
      if (length_ > 0 && text_[length_ - 1] == pair[1])
        while (length_ > 0 && text_[--length_] != pair[0]) {}
    while (length_ > 0 && is_of_a_name(text_[length_ - 1])) --length_;
  }
  constexpr void shorten() {
    int arguments = length_;
    bool readable_ones = length_ <= readable;
    for (int i = length_ - 1; i >= 0; --i) {
      if (text_[i] == '<') arguments = i;
      if (text_[i] == '{') readable_ones = false;
    }
    if (!readable_ones && arguments > 0) length_ = arguments;
  }
};
template <class L>
constexpr TypeText type_text() {
  return TypeText(__PRETTY_FUNCTION__);
}

struct PathText {
  Message& out;
  constexpr void step(int index) const { out.append(index); }
  template <std::size_t N>
  constexpr void step(const fixed_string<N>& name) const {
    out.append(name.text);
  }
  template <auto... P>
  constexpr void operator()(layer<P...>) const {
    constexpr bool named = (!std::is_same_v<decltype(P), int> || ...);
    if (sizeof...(P) == 0) out.append("the network");
    else out.append(named ? "layer \"" : "layer ");
    int position = 0;
    ((out.append(position++ ? "." : ""), step(P)), ...);
    if (named) out.append("\"");
  }
};
// Layer 1, Tanh.
template <class Net, Way W>
constexpr void append_layer(Message& out) {
  using way = way_to<layer<>, Net, W>;
  PathText{out}(typename way::type{});
  constexpr TypeText type = type_text<typename way::layer>();
  out.append(", ").append(type.text(), type.length());
}

template <fixed_string N>
constexpr void append_name(Message& out, Tied<N>) {
  out.append(N.text);
}

template <class Net, Fault F>
struct misfit_sentence {
  using type = misfit_sentence;
  static constexpr Misfit m = walked<Net>.misfit;
  static constexpr Message make() {
    Message out;
    if constexpr (F == Fault::no_layers) return out.append("the network has no layers");
    else if constexpr (F == Fault::bad_name || F == Fault::same_name || F == Fault::late_input || is_of_ties(F))
      PathText{out}(typename way_to<layer<>, Net, m.at>::type{});
    else append_layer<untied<Net>, m.at>(out);
    out.append(": ");
    if constexpr (F == Fault::widths || F == Fault::channels) {
      out.append("expects ").append(m.second).append(F == Fault::widths ? " features" : " channels");
      out.append(" and receives ").append(m.first).append(" from ");
      if constexpr (m.from.depth == 0) out.append("the network's Input");
      else append_layer<untied<Net>, m.from>(out);
    } else if constexpr (F == Fault::branches)
      out.append("its branches return values of different shapes, of ")
          .append(m.first)
          .append(" and of ")
          .append(m.second)
          .append(" numbers");
    else if constexpr (F == Fault::residual)
      out.append("receives ")
          .append(m.first)
          .append(" features and returns ")
          .append(m.second)
          .append(", which cannot be added to them");
    else if constexpr (F == Fault::no_input)
      out.append("nothing says how many features it receives: begin the network with an Input<...>");
    else if constexpr (F == Fault::late_input) out.append("an Input<...> stands at the front of a network only");
    else if constexpr (F == Fault::bad_name) out.append("a name must not be empty or contain a dot");
    else if constexpr (F == Fault::same_name)
      out.append("layers ").append(m.first).append(" and ").append(m.second).append(" have the same name");
    else if constexpr (F == Fault::truth)
      out.append("a formula has no if and no ?:, as its input is a symbol: write where(condition, a, b)");
    else if constexpr (F == Fault::number)
      out.append("a formula computes with symbols, not with numbers: write tanh(x), not std::tanh(x), and so on");
    else if constexpr (F == Fault::parentheses) out.append("a layer is a type: write it without parentheses");
    else if constexpr (F == Fault::loss) out.append("a loss is no layer: give it to a Trainer or to value_and_grad");
    else if constexpr (F == Fault::no_layer) out.append("it cannot be called with its input, so it is no layer");
    else if constexpr (F == Fault::numbering)
      out.append("parameters are numbered 0, 1, 2 in the order of for_each_parameter: expected number ")
          .append(m.second)
          .append(" and found ")
          .append(m.first);
    else if constexpr (F == Fault::dimensions)
      out.append("expects values of ")
          .append(m.second)
          .append(" dimensions, the samples included, and receives ")
          .append(m.first);
    else if constexpr (F == Fault::window) out.append("its window is larger than what it moves over");
    else if constexpr (F == Fault::steps)
      out.append(
          "takes no number of steps that only run time knows: give the Input<...> a constant, or make one value "
          "of all steps before");
    else if constexpr (F == Fault::length)
      out.append("a parameter of ").append(m.second).append(" numbers meets an axis of ").append(m.first);
    else if constexpr (is_of_ties(F)) {
      out.append("is tied to \"");
      append_name(out, typename way_to<layer<>, Net, m.at>::layer{});
      out.append(F == Fault::unknown_tie ? "\", which is no layer" : "\", which does not end before it");
    } else if constexpr (F == Fault::left_out) out.append("for_each_parameter leaves a parameter out");
    else if constexpr (F == Fault::matrix)
      out.append("number ").append(m.first).append(
          " has several extents: call it with an axis for each, p.weight(o, i)");
    else if constexpr (F == Fault::update)
      out.append("buffer ").append(m.first).append(" is updated by a value of another shape than its own");
    else if constexpr (F == Fault::updates)
      out.append("update(x, b) returns ")
          .append(m.first)
          .append(" values and there are so many buffers: ")
          .append(m.second);
    else if constexpr (F == Fault::returns)
      out.append("its formula returns ")
          .append(m.first)
          .append(" numbers a sample, and out_features is ")
          .append(m.second);
    else if constexpr (F == Fault::no_axis) out.append("its formula asks for an axis that its value does not have");
    else if constexpr (F == Fault::rank) out.append("a value has at most 8 axes");
    else if constexpr (F == Fault::many_axes) out.append("a formula has at most 32 axes");
    else if constexpr (F == Fault::many_states) out.append("a scan has at most 16 states");
    else if constexpr (F == Fault::many_branches)
      out.append("it has ").append(m.first).append(" branches, and there are at most ").append(m.second);
    else if constexpr (F == Fault::odd) out.append("an axis of ").append(m.first).append(" elements has no halves");
    else out.append("a parameter of ").append(m.first).append(" numbers: with padding it must hold less than 2^31");
    return out;
  }
  static constexpr Message text = make();
  constexpr const char* data() const { return text.data(); }
  constexpr std::size_t size() const { return text.size(); }
};
struct NoSentence {
  constexpr const char* data() const { return ""; }
  constexpr std::size_t size() const { return 0; }
};
template <class Net>
struct misfit_sentence<Net, Fault::none> {
  using type = NoSentence;
};

#endif

// Fails, with words, where a network's layers do not fit. (A class of its own: compilers do not take a class any
// further that has failed.)
template <class Net, bool Composes = composes<Net>>
struct CheckComposition {
#if CTNN_SENTENCES
#  if !defined(__clang__)
#    pragma GCC diagnostic push
#    pragma GCC diagnostic ignored "-Wc++26-extensions"
#  endif
  static_assert(Composes, typename misfit_sentence<Net, walked<Net>.misfit.fault>::type{});
#  if !defined(__clang__)
#    pragma GCC diagnostic pop
#  endif
#else
  static_assert(sizeof(check<Composes, typename misfit_words<Net, walked<Net>.misfit.fault>::type>) > 0);
#endif
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
