// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>

namespace ctnn::inline CTNN_TARGET::graph {

// A formula's steps for one lane, as a template argument: kernels are keyed by them, so that equal formulas are equal
// kernels, whoever wrote them. A step is one number, so that symbols are short: the operation in the lowest byte, then
// its arguments, steps before it, 16 bits each. Of a leaf the argument is a number by which the kernel knows what to
// load; of a constant it is one of `number`, by its bits.
using Word = unsigned long long;
struct Step {
  Op op;
  int a, b, c;
  constexpr explicit Step(Word w)
      : op(Op(w & 255)), a(int(w >> 8 & 65535)), b(int(w >> 24 & 65535)), c(int(w >> 40 & 65535)) {}
};
template <int N, int Constants, int Results>
struct Steps {
  static constexpr int size = N, results = Results;
  Word word[Bound(N > 0 ? N : 1)];
  Word number[Bound(Constants > 0 ? Constants : 1)];
  int result[Bound(Results > 0 ? Results : 1)];  // which step is the k-th result
};

// The same while it is made.
struct StepList {
  List<Word> words, numbers;
  List<int> results;

  constexpr int size() const { return words.size(); }
  // Does any step load that?
  constexpr bool loads(int number) const {
    for (const Word w : words)
      if (const Step s(w); s.op == Op::symbol && s.a == number) return true;
    return false;
  }
  constexpr int cost() const {
    int all = 0;
    for (const Word w : words) all += cost_of(Step(w).op);
    return all;
  }

  template <int N, int Constants, int Results>
  constexpr void copy(Steps<N, Constants, Results>& to) const {
    for (int k = 0; k < N; ++k) to.word[k] = words[k];
    for (int k = 0; k < Constants; ++k) to.number[k] = numbers[k];
    for (int k = 0; k < Results; ++k) to.result[k] = results[k];
  }
};

// The steps that some nodes take. A leaf is a symbol, by its number, or what somebody else computes.
class Extraction {
 public:
  constexpr explicit Extraction(const Graph& graph) : g(graph) {}

  // The node is loaded by that number.
  constexpr void leaf(int node, int number) {
    if (leaf_number.size() <= node) leaf_number.resize(node + 1, -1);
    if (node >= 0) leaf_number[node] = number;
  }
  // Gives the number of the result. (Of nothing, -1, it is 0.)
  constexpr int result(int node) { return results.push(node); }

  constexpr StepList finish() const {
    const Node* const nodes = g.nodes.items;
    List<int> wanted_list, step_list;
    wanted_list.resize(g.nodes.count, 0), step_list.resize(g.nodes.count, 0);
    int *const wanted = wanted_list.items, *const step = step_list.items;
    const int *const leaf = leaf_number.items, leaves = leaf_number.count;
    for (const int id : results)
      if (id >= 0) wanted[id] = 1;
    for (int id = g.nodes.count; id-- > 0;)
      if (wanted[id] && (id >= leaves || leaf[id] < 0))
        for (const int a : nodes[id].arg)
          if (a >= 0) wanted[a] = 1;
    StepList all;
    for (int id = 0; id < g.nodes.count; ++id) {
      if (!wanted[id]) continue;
      const Node& n = nodes[id];
      if (id < leaves && leaf[id] >= 0) step[id] = all.words.push(packed(Op::symbol, leaf[id], 0, 0));
      else if (n.op == Op::constant) step[id] = all.words.push(packed(Op::constant, constant(all, n.value), 0, 0));
      else if (!is_lanewise(n.op)) step[id] = all.words.push(packed(Op::symbol, number_of(n), 0, 0));
      else {
        int arg[3] = {};
        for (int k = 0; k < 3; ++k)
          if (n.arg[k] >= 0) arg[k] = step[n.arg[k]];
        step[id] = all.words.push(packed(n.op, arg[0], arg[1], arg[2]));
      }
    }
    for (const int id : results) all.results.push(id >= 0 ? step[id] : zero(all));
    return all;
  }

 private:
  const Graph& g;
  List<int> leaf_number;  // by node; -1: none
  List<int> results;

  static constexpr Word packed(Op op, int a, int b, int c) {
    return Word(op) | Word(unsigned(a)) << 8 | Word(unsigned(b)) << 24 | Word(unsigned(c)) << 40;
  }
  static constexpr int number_of(const Node& n) {
    switch (n.op) {
      case Op::uniform:
        return symbol::uniform + n.info;
      case Op::extent:
        return symbol::extent + n.info;
      case Op::inverse_extent:
        return symbol::inverse_extent + n.info;
      case Op::position:
        return symbol::position + n.info;
      default:
        break;
    }
    if (n.axes != 0) return n.info;
    // one number for all features
    if (n.info / symbol::kind == symbol::parameter / symbol::kind)
      return n.info - symbol::parameter + symbol::one_parameter;
    if (n.info / symbol::kind == symbol::buffer / symbol::kind) return n.info - symbol::buffer + symbol::one_buffer;
    return n.info;
  }
  static constexpr int zero(StepList& all) {
    const Word step = packed(Op::constant, constant(all, 0), 0, 0);
    for (int k = 0; k < all.size(); ++k)
      if (all.words[k] == step) return k;
    return all.words.push(step);
  }
  static constexpr int constant(StepList& all, double value) {
    const Word bits = __builtin_bit_cast(Word, value);
    int at = 0;
    while (at < all.numbers.size() && all.numbers[at] != bits) ++at;
    return at < all.numbers.size() ? at : all.numbers.push(bits);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
