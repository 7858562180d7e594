// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// Named indices: every dimension of a value is an axis of its graph, and a value varies along a set of them, one bit
// each.
using Axes = unsigned;
inline constexpr int most_axes = 32;
struct Axis {
  int id = 0;
  constexpr operator Axes() const { return 1u << id; }
  friend constexpr bool operator==(Axis, Axis) = default;
};

// The samples of a batch are the first axis of every graph.
inline constexpr Axis batch_axis{0};

// A set of axes in the order of a value's dimensions, outermost first: seven bits of a byte each. More than there is
// room for are left out, and the highest bit says so.
struct Order {
  static constexpr int most = 8;
  unsigned long long bytes = 0;

  constexpr int rank() const { return bytes == 0 ? 0 : (63 - __builtin_clzll(bytes)) / 8 + 1; }
  // The k-th axis; of a negative k counted from the end.
  constexpr Axis operator[](int k) const {
    if (k < 0) k += rank();
    return {int(bytes >> 8 * k & 127) - 1};
  }
  constexpr bool overflows() const { return bytes >> 63; }
  constexpr void add(Axis a) {
    if (const int at = rank(); at < most) bytes |= static_cast<unsigned long long>(a.id + 1) << 8 * at;
    else bytes |= 1ull << 63;
  }
  constexpr Axes axes() const {
    Axes all = 0;
    for (unsigned long long b = bytes; b != 0; b >>= 8) all |= 1u << ((b & 127) - 1);
    return all;
  }
  // What is left without some, and what comes of others beside these.
  constexpr Order without(Axes some) const {
    Order left;
    for (unsigned long long b = bytes; b != 0; b >>= 8)
      if (const Axis a{int(b & 127) - 1}; !(some & a)) left.add(a);
    return left;
  }
  constexpr Order with(Order others) const {
    Order all = *this;
    Axes here = axes();
    for (unsigned long long b = others.bytes; b != 0; b >>= 8)
      if (const Axis a{int(b & 127) - 1}; !(here & a)) all.add(a);
    return all;
  }
  friend constexpr bool operator==(Order, Order) = default;
};

// (offset + sum of coefficient * index) / divisor, where that is whole: where a view looks.
struct Index {
  struct Term {
    int axis = 0, coefficient = 0;
    friend constexpr bool operator==(const Term&, const Term&) = default;
  };
  static constexpr int most = 4;
  int offset = 0, divisor = 1, terms = 0;
  bool overflows = false;  // has it more terms? (told where a view is made of it)
  Term term[most] = {};

  constexpr Index(int number) : offset(number) {}
  constexpr Index(Axis a) : terms(1), term{{a.id, 1}} {}
  constexpr Axes axes() const {
    Axes all = 0;
    for (int k = 0; k < terms; ++k) all |= 1u << term[k].axis;
    return all;
  }
  friend constexpr Index operator+(Index a, const Index& b) {
    a.offset += b.offset, a.overflows |= b.overflows;
    for (int k = 0; k < b.terms; ++k) a.add(b.term[k]);
    return a;
  }
  friend constexpr Index operator*(int factor, Index a) {
    if (factor == 0) return 0;
    a.offset *= factor;
    for (int k = 0; k < a.terms; ++k) a.term[k].coefficient *= factor;
    return a;
  }
  friend constexpr Index operator-(const Index& a, const Index& b) { return a + -1 * b; }
  friend constexpr bool operator==(const Index&, const Index&) = default;

 private:
  constexpr void add(Term t) {
    for (int k = 0; k < terms; ++k)
      if (term[k].axis == t.axis) {
        term[k].coefficient += t.coefficient;
        if (term[k].coefficient == 0) drop(k);
        return;
      }
    if (terms == most) overflows = true;
    else term[terms++] = t;
  }
  constexpr void drop(int k) {
    for (--terms; k < terms; ++k) term[k] = term[k + 1];
    term[terms] = {};
  }
};

// Puts an index in an axis' place. Where it is not whole, or no element of the axis, a view holds its filling instead.
// An axis of -1 has one element: a guard that the index is 0.
struct Put {
  int axis = -1;
  Index index = 0;
  constexpr Put() = default;
  constexpr Put(Axis a, Index i) : axis(a.id), index(i) {}
  constexpr Put(int a, Index i) : axis(a), index(i) {}
  friend constexpr bool operator==(const Put&, const Put&) = default;
};
enum class Fill { zero, lowest };
struct View {
  static constexpr int most = 6;
  int count = 0;
  Put put[most] = {};
  Fill fill = Fill::zero;
  friend constexpr bool operator==(const View&, const View&) = default;
};

}  // namespace ctnn::inline CTNN_TARGET::graph
