// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// What a node of a formula does.
enum class Op : unsigned char {
  // leaves: a number, one that only run time knows, an input, a count of elements and its inverse, the number of an
  // element, the state before a step of a scan
  constant,
  uniform,
  symbol,
  extent,
  inverse_extent,
  position,
  previous,
  // lane by lane
  add,
  subtract,
  multiply,
  divide,
  negate,
  less,
  less_equal,
  equal,
  where,
  exp,
  log,
  log1p,
  tanh,
  sigmoid,
  erf,
  sqrt,
  square,
  max,
  min,
  clamp,
  abs,
  detach,
  // along axes
  sum,
  maximum,
  first_maximum,
  minimum,
  // of other axes: a view, the same in another order, the states of a scan
  view,
  arrange,
  item,
};

constexpr bool is_leaf(Op op) { return op <= Op::previous; }
constexpr bool is_lanewise(Op op) { return op >= Op::add && op <= Op::detach; }
constexpr bool is_reduction(Op op) { return op >= Op::sum && op <= Op::minimum; }

// Comparisons are masks: they choose in where(), count as 1 or 0 elsewhere, and pass no gradient on.
constexpr bool is_mask(Op op) { return op >= Op::less && op <= Op::equal; }

// How many arguments an operation has that works lane by lane.
constexpr int arguments_of(Op op) {
  if (op == Op::where || op == Op::clamp) return 3;
  return op <= Op::divide || is_mask(op) || op == Op::max || op == Op::min ? 2 : 1;
}

// Roughly how many vector instructions an operation takes, for the cost model.
constexpr int cost_of(Op op) {
  switch (op) {
    case Op::divide:
    case Op::sqrt:
      return 8;
    case Op::exp:
      return 12;
    case Op::log:
      return 14;
    case Op::log1p:
      return 18;
    case Op::tanh:
    case Op::sigmoid:
    case Op::erf:
      return 20;
    case Op::max:
    case Op::min:
      return 2;
    case Op::clamp:
      return 4;
    case Op::detach:
      return 0;
    default:
      return is_lanewise(op) ? 1 : 0;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::graph
