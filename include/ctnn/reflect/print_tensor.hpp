// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <charconv>
#include <concepts>
#include <ctnn/core/view.hpp>
#include <ctnn/engine/memory/parameter.hpp>
#include <ctnn/reflect/repr.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// How torch shows the numbers of one tensor: 4 digits behind the point; none where all are whole; and with an exponent
// where they differ by more than a factor of 1000, exceed 1e8 or, not whole, come below 1e-4. All take the width of the
// widest.
enum class NumberKind { floating, integer, truth };
struct NumberFormat {
  NumberKind kind;
  bool whole = true, exponent = false;
  int width = 1;
};

struct NumberText {
  char text[32];
  int length;
};
inline NumberText number_text(double x, const NumberFormat& format) {
  NumberText t{};
  char* const end = t.text + sizeof t.text;
  auto print = [&](bool exponent, int digits) {
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 14000  // which has no std::to_chars of a double
    t.length = __builtin_snprintf(t.text, sizeof t.text, exponent ? "%.*e" : "%.*f", digits, x);
#else
    const auto how = exponent ? std::chars_format::scientific : std::chars_format::fixed;
    t.length = static_cast<int>(std::to_chars(t.text, end, x, how, digits).ptr - t.text);
#endif
  };
  if (format.kind == NumberKind::truth) return x != 0 ? NumberText{"True", 4} : NumberText{"False", 5};
  if (x != x) return {"nan", 3};
  if (x - x != 0) return x < 0 ? NumberText{"-inf", 4} : NumberText{"inf", 3};
  if (format.kind == NumberKind::integer)
    t.length = static_cast<int>(std::to_chars(t.text, end, static_cast<long long>(x)).ptr - t.text);
  else if (format.exponent) print(true, 4);
  else if (format.whole) {
    print(false, 0);
    t.text[t.length++] = '.';
  } else print(false, 4);
  return t;
}

// Prints one tensor. Element(i) gives the i-th element in row-major order as a double (integers of more than 53 bits
// are not told apart).
template <TextStream S, class Element>
class TensorPrinter {
 public:
  TensorPrinter(S& out, const int* extents, int rank, NumberKind kind, const Element& element)
      : out_(out), extents_(extents), rank_(rank), element_(element), format_{kind} {
    for (int k = 0; k < rank; ++k) size_ *= extents[k];
  }

  // tensor(..., tail, tail): the tails that are not null, on the last line as far as they fit.
  void print(std::initializer_list<const char*> tails) {
    const char prefix[] = "tensor(";
    write(prefix, indent_);
    if (size_ == 0) {
      write("[]", 2);
      if (rank_ != 1) print_size();
    } else {
      choose_format();
      rows(0, 0, indent_);
    }
    for (const char* tail : tails)
      if (tail) suffix(tail);
    write(")", 1);
  }

 private:
  static constexpr int line = 80, edge = 3, indent_ = 7;
  S& out_;
  const int* extents_;
  int rank_, column_ = 0;
  std::ptrdiff_t size_ = 1;
  const Element& element_;
  NumberFormat format_;

  bool shortened(int dim) const { return size_ > 1000 && extents_[dim] > 2 * edge; }

  void write(const char* text, int length) { out_.write(text, length), column_ += length; }
  void new_line(int lines, int indent) {
    for (; lines > 0; --lines) out_.write("\n", 1);
    column_ = 0;
    for (; indent > 0; --indent) write(" ", 1);
  }
  void suffix(const char* text) {
    int length = 0;
    while (text[length]) ++length;
    if (column_ + 2 + length + 2 > line) {
      write(",", 1), new_line(1, indent_), write(text, length);
      column_ -= 2;  // torch counts two characters more in its first line only
    } else write(", ", 2), write(text, length);
  }
  void print_size() {
    char text[128], *end = text;
    auto add = [&](const char* words) {
      while (*words) *end++ = *words++;
    };
    add("size=(");
    for (int k = 0; k < rank_; ++k) {
      if (k > 0) add(", ");
      end = std::to_chars(end, end + 12, extents_[k]).ptr;
    }
    add(")");
    *end = 0;
    suffix(text);
  }

  // f(element) of all that will be shown.
  void visit(int dim, std::ptrdiff_t at, const auto& f) const {
    if (dim == rank_) return f(element_(at));
    for (int i = 0; i < extents_[dim]; ++i) {
      if (shortened(dim) && i == edge) i = extents_[dim] - edge;
      visit(dim + 1, at * extents_[dim] + i, f);
    }
  }
  void choose_format() {
    double least = 0, most = 0;
    if (format_.kind == NumberKind::floating)
      visit(0, 0, [&](double x) {
        if (x == 0 || x - x != 0) return;
        const double size = x < 0 ? -x : x;
        if (least == 0 || size < least) least = size;
        if (size > most) most = size;
        format_.whole = format_.whole && (size >= 0x1p53 || size == static_cast<double>(static_cast<long long>(size)));
      });
    format_.exponent = most / least > 1000 || most > 1e8 || (!format_.whole && least < 1e-4);  // no number: 0 / 0
    if (least == 0) format_.exponent = false;
    visit(0, 0, [&](double x) {
      if (format_.kind == NumberKind::floating && (x == 0 || x - x != 0)) return;
      const int length = number_text(x, format_).length;
      if (length > format_.width) format_.width = length;
    });
  }

  void number(double x) {
    const NumberText t = number_text(x, format_);
    for (int i = t.length; i < format_.width; ++i) write(" ", 1);
    write(t.text, t.length);
  }
  void rows(int dim, std::ptrdiff_t at, int indent) {
    if (dim == rank_) return number(element_(at));
    const int extent = extents_[dim],
              a_line = line - indent > format_.width + 2 ? (line - indent) / (format_.width + 2) : 1;
    const bool innermost = dim + 1 == rank_;
    int shown = 0;
    auto separate = [&] {
      if (shown == 0) return;
      if (!innermost) write(",", 1), new_line(rank_ - dim - 1, indent + 1);
      else if (shown % a_line == 0) write(",", 1), new_line(1, indent + 1);
      else write(", ", 2);
    };
    write("[", 1);
    for (int i = 0; i < extent; ++i, ++shown) {
      separate();
      if (shortened(dim) && i == edge) {
        if (innermost) write(" ...", 4);
        else write("...", 3);
        i = extent - edge - 1;
      } else rows(dim + 1, at * extent + i, indent + 1);
    }
    write("]", 1);
  }
};

// What torch says of a type that is not float, int64 or bool.
template <class T>
constexpr const char* dtype_suffix(bool empty) {
  if constexpr (std::same_as<T, float>) return nullptr;
  else if constexpr (std::same_as<T, double>) return "dtype=torch.float64";
  else if constexpr (std::same_as<T, bool>) return empty ? "dtype=torch.bool" : nullptr;
  else if constexpr (sizeof(T) == 8) return empty ? "dtype=torch.int64" : nullptr;
  else if constexpr (sizeof(T) == 4) return "dtype=torch.int32";
  else if constexpr (sizeof(T) == 2) return "dtype=torch.int16";
  else return std::signed_integral<T> ? "dtype=torch.int8" : "dtype=torch.uint8";
}

template <class T, TextStream S>
void print_tensor(S& out, const int* extents, int rank, const auto& element, const char* tail = nullptr) {
  bool empty = false;
  for (int k = 0; k < rank; ++k) empty = empty || extents[k] == 0;
  constexpr NumberKind kind = std::floating_point<T>  ? NumberKind::floating
                              : std::same_as<T, bool> ? NumberKind::truth
                                                      : NumberKind::integer;
  TensorPrinter(out, extents, rank, kind, element).print({dtype_suffix<T>(empty), tail});
}

// The numbers of a parameter, in torch's order.
template <TextStream S, class T, int... E>
void print_parameter(S& out, const Parameter<T, E...>& p, const char* tail = nullptr) {
  const int extents[]{E...};
  print_tensor<T>(
      out, extents, sizeof...(E),
      [&](std::ptrdiff_t i) {
        int at[sizeof...(E)];
        for (std::size_t d = sizeof...(E); d-- > 0; i /= extents[d]) at[d] = static_cast<int>(i % extents[d]);
        return [&]<std::size_t... D>(std::index_sequence<D...>) { return static_cast<double>(p(at[D]...)); }
        (std::make_index_sequence<sizeof...(E)>{});
      },
      tail);
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// Tensors print as torch prints them: std::cout << Tensor<float, 2>{1, 2.5} is tensor([1.0000, 2.5000]). The stream is
// anything that has write(const char*, n); its format flags and its locale make no difference.
template <internals::TextStream Stream, class T, int... E>
Stream& operator<<(Stream& out, const Tensor<T, E...>& x) {
  const int extents[]{E..., 0};
  internals::print_tensor<T>(out, extents, sizeof...(E),
                             [&x](std::ptrdiff_t i) { return static_cast<double>(x.data()[i]); });
  return out;
}
template <internals::TextStream Stream, class T, int First, int... Rest>
Stream& operator<<(Stream& out, TensorView<T, First, Rest...> x) {
  const int extents[]{x.extent(0), Rest...};
  internals::print_tensor<std::remove_const_t<T>>(out, extents, 1 + sizeof...(Rest),
                                                  [x](std::ptrdiff_t i) { return static_cast<double>(x.data()[i]); });
  return out;
}

// A parameter says that it is one.
template <internals::TextStream Stream, class T, int... E>
Stream& operator<<(Stream& out, const Parameter<T, E...>& p) {
  internals::put(out, "Parameter containing:\n");
  internals::print_parameter(out, p, "requires_grad=True");
  return out;
}

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::core {

// torch.Size([11, 1]). (Here, where whoever prints a tensor.shape finds it.)
template <TextStream Stream, int... E>
Stream& operator<<(Stream& out, Shape<E...>) {
  int position = 0;
  reflect::put(out, "torch.Size([");
  ((reflect::put(out, position++ ? ", " : ""), reflect::put(out, E)), ...);
  reflect::put(out, "])");
  return out;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::core
