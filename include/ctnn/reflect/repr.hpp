// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstdint>
#include <ctnn/core/num.hpp>
#include <ctnn/core/shape.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// What text can be written to: a std::ostream, or anything that takes a pointer and a number of characters.
template <class S>
concept TextStream = requires(S& stream, const char* text) {
  stream.write(text, 1);
};

template <TextStream S>
constexpr void put(S& out, const char* words) {
  int length = 0;
  while (words[length]) ++length;
  out.write(words, length);
}
template <TextStream S>
constexpr void put(S& out, std::int64_t number) {
  char digits[24]{}, *first = digits + 23;
  const bool negative = number < 0;
  do {
    const std::int64_t digit = number % 10;
    *--first = static_cast<char>('0' + (digit < 0 ? -digit : digit));
  } while ((number /= 10) != 0);
  if (negative) *--first = '-';
  put(out, first);
}

// The fewest decimal digits that read back as x, x = digits * 10^exponent, for x > 0 of up to 15 digits, as constants
// in programs are; more are cut off. Up to 10^22 powers of ten are exact in double, and so is the quotient's or
// product's rounding.
struct Decimal {
  long long digits;
  int exponent;
};
constexpr Decimal shortest_decimal(double x) {
  int scale = 0;
  for (; x >= 1e15; x /= 10) ++scale;
  for (; x < 1e-7; x *= 10) --scale;
  double power = 1;
  int places = 0;
  while (places < 22 && x * power < 1e15 && static_cast<double>(static_cast<long long>(x * power + 0.5)) / power != x)
    power *= 10, ++places;
  auto digits = static_cast<long long>(x * power + 0.5);
  for (; digits % 10 == 0; digits /= 10) --places;
  return {digits, scale - places};
}

// A number as Python's repr: 10 as an integer, else 0.5, 1.0, 1e-05.
template <TextStream S>
constexpr void put(S& out, Num number) {
  double x = number.value;
  if (number.integral) return put(out, static_cast<std::int64_t>(x));
  if (x != x) return put(out, "nan");
  if (x < 0) put(out, "-"), x = -x;
  if (x > 1.7976931348623157e308) return put(out, "inf");
  if (x == 0) return put(out, "0.0");
  auto [digits, exponent] = shortest_decimal(x);
  char text[24]{};
  int count = 0, point = 0;
  for (auto rest = digits; rest > 0; rest /= 10) ++count;
  for (int i = count; i-- > 0; digits /= 10) text[i] = static_cast<char>('0' + digits % 10);
  point = count + exponent;  // x = 0.ddd * 10^point
  if (point > 16 || point < -3) {
    out.write(text, 1);
    if (count > 1) put(out, "."), put(out, text + 1);
    const int e = point - 1, size = e < 0 ? -e : e;
    put(out, e < 0 ? "e-" : "e+");
    if (size < 10) put(out, "0");
    put(out, size);
  } else {
    if (point <= 0) put(out, "0.");
    for (int i = point; i < 0; ++i) put(out, "0");
    for (int i = 0; i < count || i < point; ++i) {
      if (i == point && i > 0) put(out, ".");
      out.write(i < count ? text + i : "0", 1);
    }
    if (point >= count) put(out, ".0");
  }
}

// What a layer's extra_repr(out) writes to, its arguments as Python shows them: out("bias", true) is bias=True, out(4)
// is 4; a comma stands between two.
template <class Stream>
class Repr {
 public:
  explicit Repr(Stream& out) : out_(out) {}
  void operator()(const auto& value) { separate(), put(value); }
  void operator()(const char* name, const auto& value) {
    separate(), reflect::put(out_, name), reflect::put(out_, "="), put(value);
  }

 private:
  Stream& out_;
  bool first_ = true;

  void separate() {
    if (!first_) reflect::put(out_, ", ");
    first_ = false;
  }
  void put(int number) { reflect::put(out_, number); }
  void put(bool yes) { reflect::put(out_, yes ? "True" : "False"); }
  void put(Num number) { reflect::put(out_, number); }
  void put(const char* word) { reflect::put(out_, "'"), reflect::put(out_, word), reflect::put(out_, "'"); }
  template <class W>
  requires requires(W word) { word.unquoted; }
  void put(W word) { reflect::put(out_, word.unquoted); }
  template <int... E>
  void put(Shape<E...>) {
    reflect::put(out_, "(");
    int position = 0;
    ((reflect::put(out_, position++ ? ", " : ""), put(E)), ...);
    reflect::put(out_, sizeof...(E) == 1 ? ",)" : ")");
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect
