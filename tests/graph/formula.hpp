// SPDX-License-Identifier: BSL-1.0
// Symbols to write formulas of. Nodes are unique, so that two formulas of one graph are the same if their numbers are.
#pragma once

#include <ctnn/graph/derive.hpp>

using namespace ctnn::graph;
using ctnn::internals::List, ctnn::batch, ctnn::everything, ctnn::features;

// Which line did not hold, 0 if all did: told by the compiler and at run time.
struct Lines {
  int first_wrong = 0;
  constexpr void operator()(bool holds, int line = __builtin_LINE()) {
    if (!holds && first_wrong == 0) first_wrong = line;
  }
};

constexpr Order order(auto... axes) {
  Order o;
  (o.add(axes), ...);
  return o;
}

// x, y and z along samples and features, a bias along features, a class along samples, one number for all; and the
// adjoint of what is like x. Lengths that only run time knows are 0.

struct Symbols {
  Graph g;
  Axis f;
  Value x, y, z, bias, target, one, seed;

  constexpr explicit Symbols(int samples = 0, int width = 5)
      : f((g.axis(samples), g.axis(width))),
        x(&g, g.symbol(0, order(batch_axis, f))),
        y(&g, g.symbol(1, order(batch_axis, f))),
        z(&g, g.symbol(2, order(batch_axis, f))),
        bias(&g, g.symbol(3, order(f))),
        target(&g, g.symbol(4, order(batch_axis))),
        one(&g, g.symbol(5, order())),
        seed(&g, g.symbol(6, order(batch_axis, f))) {}
  Symbols(const Symbols&) = delete;

  constexpr Value symbol(int number, auto... axes) { return {&g, g.symbol(number, order(axes...))}; }
  constexpr Value constant(double value) { return {&g, g.constant(value)}; }
};

constexpr bool same(Value a, Value b) { return a.id == b.id; }
// A call of an operation, as it is, with nothing simplified.
constexpr Value call_of(Op op, Value a, Value b = {}, Value c = {}) { return lanewise(op, a, b, c); }
constexpr bool mentions(Value all, Value part) {
  if (all.id == part.id) return true;
  for (const int a : all.node().arg)
    if (a >= 0 && mentions({all.graph, a}, part)) return true;
  return false;
}
