// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/check.hpp>
#include <ctnn/nets/layers.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// What layers are called: by their own name, or else by their index.

// The words of errors. A layer's path: indices and names, outermost first.
template <auto... Path>
struct layer {};
template <int First, int Second>
struct indices {};
template <class Layer, class Indices>
struct two_layers_have_the_same_name;
template <class Layer>
struct a_name_must_not_be_empty_or_contain_a_dot;

// A layer's own name, if it has one. (Said apart: with sanitizers g++ 12 does not compare an address with null in
// constant expressions.)
struct OwnName {
  bool given = false;
  const char* text = "";
};
template <class L>
inline constexpr OwnName own_name{};
template <fixed_string N, class L>
inline constexpr OwnName own_name<Named<N, L>>{true, N.text};

template <class Layers>
struct child_names;
template <class... L>
struct child_names<list<L...>> {
  static constexpr int count = sizeof...(L);
  static constexpr OwnName own[sizeof...(L) + 1] = {own_name<L>...};
};

// Does a layer have that name?
constexpr bool is_called(const char* wanted, OwnName own, int index) {
  char digits[12]{};
  const char* name = own.text;
  if (!own.given) {
    char* first = digits + 11;
    do *--first = static_cast<char>('0' + index % 10);
    while ((index /= 10) > 0);
    name = first;
  }
  while (*name && *name == *wanted) ++name, ++wanted;
  return *name == *wanted;
}
// The index of the layer of that name, from `first` on; `count` if there is none.
constexpr int find_name(const char* wanted, const OwnName* own, int count, int first = 0) {
  while (first < count && !is_called(wanted, own[first], first)) ++first;
  return first;
}

// The first layer, if any, whose own name cannot be: it is no name, or that of the layer `twin` as well.
struct NameFault {
  int layer = -1, twin = -1;
};
constexpr NameFault find_fault(const OwnName* own, int count) {
  for (int i = 0; i < count; ++i) {
    if (!own[i].given) continue;
    const char* c = own[i].text;
    while (*c && *c != '.') ++c;
    if (*c || !*own[i].text) return {i, -1};
    const int first = find_name(own[i].text, own, count), next = find_name(own[i].text, own, count, i + 1);
    if (first != i || next != count) return {i, first != i ? first : next};
  }
  return {};
}

// The way to a layer as text, while a walk goes through a network: "block.0".
class LayerPath {
 public:
  // Gives what leave() is told.
  constexpr int enter(OwnName own, int index) {
    const int outside = length;
    if (length > 0) append('.');
    if (own.given)
      for (const char* c = own.text; *c; ++c) append(*c);
    else append_number(index);
    return outside;
  }
  constexpr void leave(int outside) { length = outside; }
  // Is it that way, or one that leads on from there?
  constexpr bool is(const char* way) const { return length == common(way) && !way[length]; }
  constexpr bool is_within(const char* way) const {
    const int k = common(way);
    return !way[k] && (k == length || text[k] == '.');
  }
  static constexpr bool same(const char* a, const char* b) {
    while (*a && *a == *b) ++a, ++b;
    return *a == *b;
  }

 private:
  static constexpr int longest = 512;
  char text[longest] = {};
  int length = 0;

  constexpr int common(const char* way) const {
    int k = 0;
    while (k < length && way[k] && text[k] == way[k]) ++k;
    return k;
  }
  constexpr void append(char c) {
    if (length < longest) text[length++] = c;
  }
  constexpr void append_number(int n) {
    if (n >= 10) append_number(n / 10);
    append(static_cast<char>('0' + n % 10));
  }
};

// One step down a path.
template <class Path, int I, class L>
struct into;
template <auto... P, int I, class L>
struct into<layer<P...>, I, L> {
  using type = layer<P..., I>;
};
template <auto... P, int I, fixed_string N, class L>
struct into<layer<P...>, I, Named<N, L>> {
  using type = layer<P..., N>;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
