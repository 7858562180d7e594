// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/graph.hpp>
#include <ctnn/graph/mode.hpp>
#include <ctnn/graph/value.hpp>
#include <ctnn/lower/shape.hpp>

// What comes of a layer that is called with symbols.
namespace ctnn::inline CTNN_TARGET::internals::lower {

using ctnn::Evaluation, ctnn::Training;
using graph::Axes, graph::Axis, graph::Graph, graph::Node, graph::Op, graph::Order, graph::Value;

// Where a value lies, seen from a stage: what it is, and which of that kind.
enum class Space : int {
  input,           // what the stage reads, ...
  input_adjoint,   // ... and the adjoints of these
  result,          // what it leaves, ...
  result_adjoint,  // ... and its adjoint
  parameter,       // what it learns, ...
  gradient,        // ... and the adjoints of these
  buffer,          // what it keeps
  noise,           // random numbers
  numbers,         // how many samples there are, one by that, and numbers that only run time knows
  counts,          // how many elements there are along steps that only run time knows, and one by that
  temporary,       // what only the stage itself knows
  state,           // of a scan
};

// What a stage leaves behind: a node, and where its value goes.
struct Root {
  int node = -1;
  Space space = Space::result;
  int number = 0;
  int of = -1;  // the symbol whose adjoint or next value it is
};

// Random numbers that a stage asks for: 1 with a probability, else 0.
struct Noise {
  double probability = 1;
  Order order{};
};

// A layer's update() that does not give each buffer a value of its shape: to which it does not, or how many values
// there are.
struct UpdateMisfit {
  int buffer = -1, values = -1, buffers = 0;
};

struct Trace {
  Graph g;
  List<Root> forward, backward;
  List<Noise> noise;
  SampleShape out{};
  int inputs = 0;
  bool keeps_buffers = false;  // until all new values are there, as one of them is made of another buffer's old one
  UpdateMisfit misfit{};
  bool same_form = true;  // for all numbers of steps?
};

// What is wanted of a stage beside its result.
struct Wants {
  bool parameters = false;
  unsigned inputs = 0;  // the adjoints of which inputs, one bit each
  friend constexpr bool operator==(const Wants&, const Wants&) = default;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
