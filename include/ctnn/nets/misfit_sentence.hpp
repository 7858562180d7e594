// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/error.hpp>
#include <ctnn/nets/misfit_words.hpp>

// The same as a sentence, where the compiler takes a computed text.
namespace ctnn::inline CTNN_TARGET::internals::nets {

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
    else if constexpr (F == Fault::many_terms) out.append("an index has at most 4 terms");
    else if constexpr (F == Fault::many_indices) out.append("a view has at most 6 indices");
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

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
