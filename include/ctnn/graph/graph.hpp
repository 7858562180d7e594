// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/list.hpp>
#include <ctnn/graph/axes.hpp>
#include <ctnn/graph/op.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// A formula as data: an array of nodes, arguments before users. Nodes are unique, so that what is written twice is
// computed once.
struct Node {
  Op op = Op::constant;
  int arg[3] = {-1, -1, -1};
  Axes axes = 0;     // what it varies along, ...
  Order order = {};  // ... and in which order its dimensions are told
  int info = 0;      // the number of a symbol, a uniform, a view or a state; axes that are reduced or counted
  double value = 0;

  // Bits are compared: 0.0 and -0.0 are two, and NaN is itself.
  friend constexpr bool operator==(const Node& a, const Node& b) {
    return a.op == b.op && a.arg[0] == b.arg[0] && a.arg[1] == b.arg[1] && a.arg[2] == b.arg[2] && a.info == b.info &&
           a.order == b.order && a.axes == b.axes &&
           __builtin_bit_cast(unsigned long long, a.value) == __builtin_bit_cast(unsigned long long, b.value);
  }
};

// New states for each element of an axis in turn, made of those before it.
struct Scan {
  static constexpr int most = 16;
  int axis = 0, states = 0, first[most] = {}, body[most] = {}, previous[most] = {}, item = -1;
  bool backwards = false;
};

// What a formula asks for that no symbol has: a truth (`if (x > 0)`), or a number (std::tanh(x)); a feature or an axis
// that a value does not have; more axes, or states of a scan, than there is room for; halves of an axis of so many
// elements.
struct Asked {
  bool truth = false, number = false, coordinate = false, axis = false, axes = false, states = false;
  bool terms = false, indices = false;  // of an index, of a view
  int halves = 0;
};

// A parameter whose length is not the axis that it meets: its number, which of its dimensions, and both lengths.
struct Misfit {
  int parameter = -1, dimension = 0, length = 0, meets = 0;
  bool grows = false;  // does the axis follow a number of steps that only run time knows?
};

// A number of steps that only run time knows. A graph is made for one such number, and each axis grows by so many
// elements with every step. What is decided by extents has to hold for all numbers from the fewest to this one.
struct Growth {
  int steps = 0, fewest = 1;
  Axes axes = 0;        // that grow
  List<int> by;         // of the axes, as far as it is known
  bool counts = false;  // is every count of elements a node of its own?
};

// What a word is given whose nodes do not show it.
struct Written {
  int arg[2] = {-1, -1};
};

struct Graph {
  List<Node> nodes;
  List<View> views;
  List<Scan> scans;
  List<int> extents;                 // of the axes; 0 where only run time knows it
  Axis last{1};                      // what a formula calls `features`
  bool numbers_are_uniform = false;  // are the formula's numbers known at run time only?
  int uniforms = 0;
  bool derived_twice = false;  // are formulas derived whose nodes are derivatives?
  int first_parameter = 0;     // where a layer's parameters are numbered from
  List<Written> words;         // what derivatives were asked of
  Asked asked{};
  Misfit misfit{};
  Growth growth{};

  constexpr Graph() { buckets.resize(32, -1); }
  constexpr int size() const { return nodes.count; }
  constexpr const Node& operator[](int id) const { return nodes.items[id]; }

  constexpr Axis axis(int extent) {
    if (extents.count == most_axes) {
      asked.axes = true;
      return {most_axes - 1};
    }
    const int a = extents.push(extent);
    if (a < growth.by.count && growth.by.items[a] != 0) growth.axes |= 1u << a;
    return {a};
  }
  // A new axis of as many elements as another one.
  constexpr Axis axis_like(int other) {
    const Axis a = axis(extents[other]);
    if (growth.axes >> other & 1) {
      growth.by.resize(a.id + 1, 0);
      growth.by[a.id] = growth.by[other], growth.axes |= a;
    }
    return a;
  }
  constexpr int extent(Axis a) const { return extents.items[a.id]; }
  // The extent where there are as few steps as may be.
  constexpr int least_extent(int a) const {
    return growth.axes >> a & 1 ? extents[a] - (growth.steps - growth.fewest) * growth.by[a] : extents[a];
  }
  // The product of some axes' extents; 0 where it is not known.
  constexpr long long extent(Axes axes) const {
    long long n = 1;
    for (int a = 0; a < most_axes && axes >> a != 0; ++a)
      if (axes >> a & 1) n *= extents.items[a];
    return n;
  }

  constexpr int add(const Node& n) {
    if (2 * nodes.count >= buckets.count) rehash();
    int at = bucket(n);
    int* const here = buckets.items;
    for (; here[at] >= 0; at = (at + 1) & (buckets.count - 1))
      if (nodes.items[here[at]] == n) return here[at];
    return here[at] = nodes.push(n);
  }
  constexpr int add(const View& v) {
    for (int i = 0; i < views.count; ++i)
      if (views.items[i] == v) return i;
    return views.push(v);
  }
  constexpr int symbol(int number, Order order) {
    return add({.op = Op::symbol, .axes = order.axes(), .order = order, .info = number});
  }
  constexpr int constant(double value) { return add({.op = Op::constant, .value = value}); }
  // A number of a formula: a constant, or a uniform, which is never another one's equal.
  constexpr int number(double value) {
    return numbers_are_uniform ? add({.op = Op::uniform, .info = uniforms++, .value = value}) : constant(value);
  }
  constexpr bool is(int id, double value) const {
    return id >= 0 && nodes.items[id].op == Op::constant && nodes.items[id].value == value;
  }

 private:
  List<int> buckets;  // an open hash table of the nodes, a power of two of places

  constexpr int bucket(const Node& n) const {
    unsigned h = unsigned(n.op) * 31u + unsigned(n.info) * 17u;
    for (int a : n.arg) h = h * 1000003u + unsigned(a + 1);
    if (n.op == Op::constant) {
      const auto bits = __builtin_bit_cast(unsigned long long, n.value);
      h ^= unsigned(bits >> 32) * 7u ^ unsigned(bits);
    }
    h ^= h >> 15;
    return int(h & unsigned(buckets.count - 1));
  }
  constexpr void rehash() {
    const int size = 2 * buckets.count;
    buckets.clear();
    buckets.resize(size, -1);
    int* const here = buckets.items;
    for (int i = 0; i < nodes.count; ++i) {
      int at = bucket(nodes.items[i]);
      while (here[at] >= 0) at = (at + 1) & (size - 1);
      here[at] = i;
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
