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
  Word word[N > 0 ? N : 1];
  Word number[Constants > 0 ? Constants : 1];
  int result[Results > 0 ? Results : 1];  // which step is the k-th result
};

// The steps that some nodes take. A leaf is a symbol, by its number, or what somebody else computes.
class Extraction {
 public:
  constexpr explicit Extraction(const Graph& graph) : g(graph) { done.resize(g.size(), -1); }

  // From here on the node is loaded by that number.
  constexpr void leaf(int node, int number) {
    if (node >= 0 && done[node] < 0) done[node] = push(Op::symbol, number, 0, 0), ++leaves;
  }
  // Gives the number of the result.
  constexpr int result(int node) { return results.push(step(node)); }

  constexpr int size() const { return words.size(); }
  constexpr int constants() const { return numbers.size(); }
  constexpr int result_count() const { return results.size(); }
  constexpr Word word(int k) const { return words[k]; }
  constexpr double constant(int k) const { return __builtin_bit_cast(double, numbers[k]); }
  constexpr int step_of_result(int k) const { return results[k]; }
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
  // Leaves that no step uses are left out, and what is left is numbered anew.
  constexpr void finish() {
    List<int> used;
    used.resize(words.size(), 0);
    for (const int r : results) used[r] = 1;
    for (int k = words.size(); k-- > 0;)
      if (used[k])
        for (int arg = 0; arg < arguments(Step(words[k]).op); ++arg) used[argument(words[k], arg)] = 1;
    List<Word> left;
    List<int> place;
    for (int k = 0; k < words.size(); ++k) {
      place.push(left.size());
      if (!used[k]) continue;
      const Step s(words[k]);
      const int n = arguments(s.op);
      left.push(n == 0 ? words[k] : packed(s.op, place[s.a], n > 1 ? place[s.b] : 0, n > 2 ? place[s.c] : 0));
    }
    words = left;
    List<int> moved;
    for (const int r : results) moved.push(place[r]);
    results = moved;
  }

 private:
  const Graph& g;
  List<int> done;  // by node: its step
  List<Word> words, numbers;
  List<int> results;
  int leaves = 0;

  static constexpr Word packed(Op op, int a, int b, int c) {
    return Word(op) | Word(unsigned(a)) << 8 | Word(unsigned(b)) << 24 | Word(unsigned(c)) << 40;
  }
  static constexpr int argument(Word w, int k) { return int(w >> (8 + 16 * k) & 65535); }
  static constexpr int arguments(Op op) {
    if (!is_lanewise(op)) return 0;
    if (op == Op::where || op == Op::clamp) return 3;
    return (op >= Op::add && op <= Op::divide) || is_mask(op) || op == Op::max || op == Op::min ? 2 : 1;
  }
  constexpr int push(Op op, int a, int b, int c) { return words.push(packed(op, a, b, c)); }
  constexpr int step(int id) {
    if (id < 0) return push_constant(0);  // what nothing depends on
    if (done[id] >= 0) return done[id];
    const Node& n = g[id];
    int s;
    if (n.op == Op::constant) s = push_constant(n.value);
    else if (is_lanewise(n.op)) {
      int arg[3] = {};
      for (int k = 0; k < 3; ++k)
        if (n.arg[k] >= 0) arg[k] = step(n.arg[k]);
      s = push(n.op, arg[0], arg[1], arg[2]);
    } else s = push(Op::symbol, number_of(n), 0, 0);
    return done[id] = s;
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
        return n.info;
    }
  }
  constexpr int push_constant(double value) {
    const Word bits = __builtin_bit_cast(Word, value);
    int at = 0;
    while (at < numbers.size() && numbers[at] != bits) ++at;
    if (at == numbers.size()) numbers.push(bits);
    return push(Op::constant, at, 0, 0);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::graph
