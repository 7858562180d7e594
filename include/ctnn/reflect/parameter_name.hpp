// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/names.hpp>
#include <ctnn/reflect/repr.hpp>
#include <type_traits>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// The name of a parameter or buffer, as in torch's state_dict: the names of the layers on the way and its own, with
// dots between: "0.weight", "block.fc.bias". Converts to std::string_view and to whatever else is made from a pointer
// and a size.
class ParameterName {
 public:
  constexpr ParameterName(const char* text, int length) : text_(text), length_(length) {}

  constexpr const char* c_str() const { return text_; }
  constexpr const char* data() const { return text_; }
  constexpr int size() const { return length_; }
  constexpr const char* begin() const { return text_; }
  constexpr const char* end() const { return text_ + length_; }

  template <class S>
  requires(std::is_class_v<S>&& std::is_constructible_v<S, const char*, std::size_t>) constexpr operator S() const {
    return S(text_, static_cast<std::size_t>(length_));
  }
  friend constexpr bool operator==(ParameterName a, ParameterName b) { return a == b.text_; }
  friend constexpr bool operator==(ParameterName a, const char* b) {
    const char* c = a.text_;
    while (*c && *c == *b) ++c, ++b;
    return *c == *b;
  }
  template <TextStream Stream>
  friend Stream& operator<<(Stream& out, ParameterName name) {
    out.write(name.text_, name.length_);
    return out;
  }

 private:
  const char* text_;
  int length_;
};

// The layers on the way to one, from the innermost outwards; at depth 0 stands the network itself.
struct PathToLayer {
  int depth = 0;
  const PathToLayer* outer = nullptr;
  OwnName own{};
  int index = 0;
};

// Writes names one after the other, each with a zero behind it; or only counts.
struct NameWriter {
  bool writes;
  char* text;
  int* ends;
  int count = 0, length = 0;

  constexpr void put(char c) {
    if (writes) text[length] = c;
    ++length;
  }
  constexpr void put(const char* words) {
    while (*words) put(*words++);
  }
  constexpr void put(const PathToLayer& path) {
    if (path.depth == 0) return;
    put(*path.outer);
    if (path.own.given) put(path.own.text);
    else {
      int unit = 1;
      while (path.index / unit >= 10) unit *= 10;
      for (; unit > 0; unit /= 10) put(static_cast<char>('0' + path.index / unit % 10));
    }
    put('.');
  }
};
struct MemberName {
  NameWriter& writer;
  const PathToLayer& path;
  constexpr void operator()(const char* member) const {
    writer.put(path), writer.put(member);
    if (writer.writes) writer.ends[writer.count] = writer.length;
    ++writer.count;
    writer.put('\0');
  }
};

template <class... L>
constexpr void write_names(NameWriter& writer, const PathToLayer& outer, list<L...>);
// A layer's parameters and then its buffers, as torch's state_dict.
template <class L>
constexpr void write_names_of(NameWriter& writer, const PathToLayer& path) {
  if constexpr (Container<L>) write_names(writer, path, typename container<L>::layers{});
  else {
    using Leaf = unnamed<L>;
    if constexpr (HasParameters<Leaf>) Leaf::for_each_parameter(MemberName{writer, path});
    if constexpr (HasBuffers<Leaf>) Leaf::for_each_buffer(MemberName{writer, path});
  }
}
template <class... L>
constexpr void write_names(NameWriter& writer, const PathToLayer& outer, list<L...>) {
  PathToLayer path{outer.depth + 1, &outer, {}, -1};
  ((path.own = own_name<L>, ++path.index, write_names_of<L>(writer, path)), ...);
}

// All names of a network: the I-th is name(I).
template <class Net>
struct NameTable {
  static constexpr NameWriter make_counted() {
    NameWriter writer{false, nullptr, nullptr};
    write_names_of<Net>(writer, PathToLayer{});
    return writer;
  }
  static constexpr NameWriter counted = make_counted();
  char text[std::size_t(counted.length) + 1] = {};
  int ends[std::size_t(counted.count) + 1] = {};

  constexpr NameTable() {
    NameWriter writer{true, text, ends};
    write_names_of<Net>(writer, PathToLayer{});
  }
  constexpr ParameterName name(int i) const {
    const int start = i == 0 ? 0 : ends[i - 1] + 1;
    return {text + start, ends[i] - start};
  }
};
template <class Net>
inline constexpr NameTable<Net> name_table{};

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect
