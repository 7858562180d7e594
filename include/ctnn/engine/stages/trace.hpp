// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/stages/cells.hpp>
#include <ctnn/graph/contraction.hpp>
#include <ctnn/graph/derive.hpp>
#include <ctnn/graph/steps.hpp>
#include <ctnn/graph/updates.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// A stage's formula, written into a graph by the stage's type (nets/stages.hpp): `static constexpr Traced trace(Graph&,
// Role)`.

// For itself, a stage's input is x, its contraction gives z and what joins is skip; to the stage after it, which hands
// its adjoint over, the same are z_before and skip_before.
enum class Role { itself, before };

struct Traced {
  int input = -1;    // the symbol of its input
  int opening = -1;  // of what its contraction gives, which is the input where there is none
  int formula = -1;
  int joins = 0;  // values that join, by the symbols `skip`
  int skip[cells::shortcuts] = {};
  bool contracts = false;
  int weight = -1, bias = -1;  // numbers of the contraction's parameters
  List<int> updates{};         // of the layer's buffers
};

// A graph of samples by features, both of any number.
struct Formulary : graph::Graph {
  constexpr Formulary() { axis(0), axis(0); }

  constexpr graph::Value symbol_of(int number, graph::Axes axes) {
    graph::Order order;
    if (axes & graph::batch_axis) order.add(graph::batch_axis);
    if (axes & last) order.add(last);
    return {this, symbol(number, order)};
  }
  constexpr graph::Value cell(int number) { return symbol_of(graph::symbol::cell + number, graph::batch_axis | last); }
};

// Steps as they are listed, in a constant of fixed size: formulas are traced once for all that is read off them, and
// only long ones once more.
struct StepBuffer {
  static constexpr int most_steps = 24, most_numbers = 6, most_results = 5;
  int steps = 0, numbers = 0, results = 0;
  graph::Word word[most_steps] = {}, number[most_numbers] = {};
  int result[most_results] = {};

  constexpr StepBuffer() = default;
  constexpr explicit StepBuffer(const graph::StepList& l)
      : steps(l.words.size()), numbers(l.numbers.size()), results(l.results.size()) {
    if (!fits()) return;
    for (int k = 0; k < steps; ++k) word[k] = l.words[k];
    for (int k = 0; k < numbers; ++k) number[k] = l.numbers[k];
    for (int k = 0; k < results; ++k) result[k] = l.results[k];
  }
  constexpr bool fits() const { return steps <= most_steps && numbers <= most_numbers && results <= most_results; }
};
// The same as a template argument. Again makes the list once more.
template <auto& Buffer, void (*Again)(graph::StepList&)>
constexpr auto steps_in() {
  graph::Steps<Buffer.steps, Buffer.numbers, Buffer.results> all{};
  if constexpr (Buffer.fits()) {
    for (int k = 0; k < Buffer.steps; ++k) all.word[k] = Buffer.word[k];
    for (int k = 0; k < Buffer.numbers; ++k) all.number[k] = Buffer.number[k];
    for (int k = 0; k < Buffer.results; ++k) all.result[k] = Buffer.result[k];
  } else {
    graph::StepList list;
    Again(list);
    list.copy(all);
  }
  return all;
}

// Do steps load a leaf of that number, or of that kind?
constexpr bool loads(const auto& steps, int number) {
  for (int k = 0; k < steps.size; ++k)
    if (const graph::Step s(steps.word[k]); s.op == graph::Op::symbol && s.a == number) return true;
  return false;
}

// The consumer of a stage's result hands its adjoint over. It does so in registers, and in the form that the stage
// works with: for a contraction the adjoint of what that gives, and that of each joined value; for a pointwise stage
// just the adjoint of the result. To the consumer the stage's result is its own x. Nodes of g: the adjoints, in order.
constexpr List<int> handed_over(Formulary& g, const Traced& t, graph::Value adjoint) {
  List<int> all;
  if (!t.contracts) {
    all.push(adjoint.id);
    return all;
  }
  const graph::Adjoints d = graph::derive({&g, t.formula}, adjoint);
  graph::Rebuild seen_later(g, t.formula, g.cell(cells::x).id);
  const auto of = [&](int symbol) {
    const graph::Value v = d[{&g, symbol}];
    return v.nothing() ? g.constant(0) : t.formula == symbol ? v.id : seen_later(v.id);
  };
  all.push(of(t.opening));
  for (int k = 0; k < t.joins; ++k) all.push(of(t.skip[k]));
  return all;
}

// What is read off a stage's formula by itself.
struct StageSummary {
  bool contracts = false, reduces = false, reads_members = false;  // (parameters or buffers)
  int weight = -1, bias = -1, joins = 0;
  int steps = 0, cost = 0;  // of what is done lane by lane, reductions not counted
  StepBuffer forward{}, handover{};

  template <class S>
  static constexpr StageSummary of() {
    Formulary g;
    const Traced t = S::trace(g, Role::itself);
    StageSummary s{t.contracts, false, false, t.weight, t.bias, t.joins};
    List<int> wanted;
    wanted.resize(g.size(), 0);
    wanted[t.formula] = 1;
    for (int id = g.size(); id-- > 0;) {
      if (!wanted[id]) continue;
      const graph::Node& n = g[id];
      s.reduces |= graph::is_reduction(n.op),
          s.reads_members |= n.op == graph::Op::symbol && n.info >= graph::symbol::parameter;
      s.steps += graph::is_lanewise(n.op);
      // (2: wanted by reductions alone)
      const bool here = wanted[id] == 1 && !graph::is_reduction(n.op);
      for (const int a : n.arg)
        if (a >= 0 && wanted[a] != 1) wanted[a] = here ? 1 : 2;
      if (wanted[id] == 1) s.cost += graph::cost_of(n.op);
    }
    if (t.contracts) s.forward = StepBuffer(forward_list(g, t)), s.handover = StepBuffer(handover_list(g, t));
    return s;
  }

  static constexpr graph::StepList forward_list(const Formulary& g, const Traced& t) {
    graph::Extraction e(g);
    e.result(t.formula);
    return e.finish();
  }
  // The consumer knows what joins by other numbers.
  static constexpr graph::StepList handover_list(Formulary& g, const Traced& t) {
    const List<int> adjoints = handed_over(g, t, g.cell(cells::g));
    graph::Extraction e(g);
    for (int k = 0; k < t.joins; ++k) e.leaf(t.skip[k], cells::skip_before + k);
    for (const int id : adjoints) e.result(id);
    return e.finish();
  }
  template <class S, bool Forward>
  static constexpr void again(graph::StepList& list) {
    Formulary g;
    const Traced t = S::trace(g, Role::itself);
    if constexpr (Forward) list = forward_list(g, t);
    else list = handover_list(g, t);
  }
};
template <class S>
inline constexpr StageSummary summary = StageSummary::of<S>();

// The formula of a stage that contracts, of what its contraction gives, and how it is handed the adjoint of its result.
template <class S>
struct ContractionFormulas {
  static constexpr StepBuffer forward_buffer = summary<S>.forward, handover_buffer = summary<S>.handover;
  static constexpr auto forward = steps_in<forward_buffer, &StageSummary::again<S, true>>();
  static constexpr auto handover = steps_in<handover_buffer, &StageSummary::again<S, false>>();
};
// An adjoint as it is.
inline constexpr graph::Steps<1, 0, 1> no_handover{
    {graph::Word(graph::Op::symbol) | graph::Word(cells::g) << 8}, {}, {0}};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
