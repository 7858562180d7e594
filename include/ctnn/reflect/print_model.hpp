// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/model/model.hpp>
#include <ctnn/reflect/repr.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// The name of a class without namespaces and template arguments, out of the compiler's own words, "... [with L =
// ctnn::Tanh]".
struct TypeName {
  const char* text;
  int length;
};
constexpr TypeName type_name_in(const char* words) {
  const char* first = words;
  for (const char* c = words; *c; ++c)
    if (c[0] == 'L' && c[1] == ' ' && c[2] == '=') first = c + 4;
  const char* last = first;
  for (; *last && *last != '<' && *last != ']' && *last != ';'; ++last)
    if (*last == ':') first = last + 1;
  return {first, static_cast<int>(last - first)};
}
template <class L>
constexpr TypeName type_name() {
  return type_name_in(__PRETTY_FUNCTION__);
}

// What torch calls a layer: Sequential what is Seq here, all others by the name that they give themselves or their
// type's.
template <class L>
constexpr TypeName make_layer_name() {
  if constexpr (requires { L::name[0]; }) return TypeName{L::name, sizeof(L::name) - 1};
  else return type_name<L>();
}
template <class L>
inline constexpr TypeName layer_name = make_layer_name<L>();
template <class... L>
inline constexpr TypeName layer_name<Seq<L...>> = {"Sequential", 10};

template <class L>
void print_layer(auto& out, int indent);
template <class... L>
void print_children(auto& out, int indent, list<L...>) {
  int i = 0;
  [[maybe_unused]] auto before = [&](OwnName own) {
    put(out, "\n");
    for (int k = 0; k < indent; ++k) put(out, " ");
    put(out, "(");
    if (own.given) put(out, own.text);
    else put(out, i);
    put(out, "): ");
    ++i;
  };
  ((before(own_name<L>), print_layer<L>(out, indent)), ...);
}
template <class L>
void print_layer(auto& out, int indent) {
  using Bare = unnamed<L>;
  out.write(layer_name<Bare>.text, layer_name<Bare>.length);
  put(out, "(");
  if constexpr (Container<Bare>) {
    using Layers = typename container<Bare>::layers;
    print_children(out, indent + 2, Layers{});
    if constexpr (length < Layers >> 0) {
      put(out, "\n");
      for (int k = 0; k < indent; ++k) put(out, " ");
    }
  } else if constexpr (requires(Repr<std::remove_reference_t<decltype(out)>> & repr) { Bare::extra_repr(repr); }) {
    Repr<std::remove_reference_t<decltype(out)>> repr(out);
    Bare::extra_repr(repr);
  }
  put(out, ")");
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// Prints what torch prints of the same network.
template <internals::TextStream Stream, class... L>
Stream& operator<<(Stream& out, Seq<L...>) {
  internals::print_layer<internals::untied<Seq<L...>>>(out, 0);
  return out;
}
template <internals::TextStream Stream, class Net, class T>
Stream& operator<<(Stream& out, const Model<Net, T>&) {
  internals::print_layer<internals::untied<Net>>(out, 0);
  return out;
}

}  // namespace ctnn::inline CTNN_TARGET
