// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/stages/trace.hpp>
#include <initializer_list>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// What a stage without a contraction does, or the loss: passes over a block of samples, and the reductions over the
// batch that they need.

// A pass computes, for each row, reductions of it along the features (of several levels where one is inside another's
// argument), and for each unit what it writes and what it adds to reductions over the batch. Programs are numbers of
// the plan's list.
struct PassFacts {
  int first_row = 0, rows = 0, first_level = 0, levels = 0;  // a program a level, a result for each row reduction
  int unit = 0, writes = 0;                                  // its first results are written
  int row = 0;                                               // of what does not vary along the features
  int first_add = 0, adds = 0;
};
struct RowFacts {
  graph::Op op{};
  int level = 0, result = 0;
};
// per_unit: does what is reduced vary along the features?
struct AddFacts {
  int statistic = 0, result = 0;
  bool per_unit = false;
};
// A reduction over the batch: one number, or one a feature. Or, `late`, one along the features of what does not vary
// along the batch: it is computed when the others of its level are known, by a program of its own.
struct StatisticFacts {
  graph::Op op{};
  bool one = false, late = false;
  int program = 0, phase = 0, level = 0;
  // Of a phase and a level, or any if that is 0?
  constexpr bool is(int phase_of, int level_of) const {
    return phase == phase_of && (level_of == 0 || level == level_of);
  }
};
// When a reduction is computed: before the step forward, before the one back, or with the last sweep.
enum Phase { forward_phase, back_phase, last_phase };

struct StagePlanSizes {
  int programs, words, numbers, results, passes, rows, adds, statistics;
};
struct StagePlanFacts {
  int parameters = 0, buffers = 0;  // how many of the layer's the formulas read
  int updates = 0, gradients = 0;   // of buffers and of parameters
  int levels[2] = {};               // sweeps to wait for, before the step forward and before that back
  int first_wait[2] = {};           // their passes, one a level
  int back_pass = 0, back_unsummed = 0;
  int finish = 0;  // the program of what is made of all reductions: gradients and updates, or the loss
};
inline constexpr int forward_pass = 0;

struct ProgramRange {
  int first_word, words, first_number, numbers, first_result, results;
};
struct StagePlanLists {
  StagePlanFacts facts;
  List<graph::StepList> programs;
  List<PassFacts> passes;
  List<RowFacts> rows;
  List<AddFacts> adds;
  List<StatisticFacts> statistics;

  constexpr StagePlanSizes sizes() const {
    StagePlanSizes s{programs.size(), 0, 0, 0, passes.size(), rows.size(), adds.size(), statistics.size()};
    for (const graph::StepList& l : programs)
      s.words += l.words.size(), s.numbers += l.numbers.size(), s.results += l.results.size();
    return s;
  }
};
// In a constant of the usual sizes. A long formula, which takes as long to derive as the constant does to copy, is
// written to a large one and cut; what fits neither is made once more.
inline constexpr StagePlanSizes usual_sizes{10, 96, 16, 24, 6, 6, 6, 6}, large_sizes{10, 6144, 1024, 24, 6, 6, 6, 6};
inline constexpr int long_formula = 24;  // steps
constexpr bool fits(const StagePlanSizes& s, const StagePlanSizes& room) {
  return s.programs <= room.programs && s.words <= room.words && s.numbers <= room.numbers &&
         s.results <= room.results && s.passes <= room.passes && s.rows <= room.rows && s.adds <= room.adds &&
         s.statistics <= room.statistics;
}
template <StagePlanSizes S>
struct StagePlanData {
  StagePlanSizes sizes;
  StagePlanFacts facts;
  ProgramRange range[Bound(S.programs + 1)];
  graph::Word word[Bound(S.words + 1)], number[Bound(S.numbers + 1)];
  int result[Bound(S.results + 1)];
  PassFacts pass[Bound(S.passes + 1)];
  RowFacts row[Bound(S.rows + 1)];
  AddFacts add[Bound(S.adds + 1)];
  StatisticFacts statistic[Bound(S.statistics + 1)];

  constexpr explicit StagePlanData(const StagePlanLists& l)
      : sizes(l.sizes()), facts(l.facts), range{}, word{}, number{}, result{}, pass{}, row{}, add{}, statistic{} {
    if (!fits(sizes, S)) return;
    int w = 0, n = 0, r = 0;
    for (int p = 0; p < sizes.programs; ++p) {
      const graph::StepList& from = l.programs[p];
      range[p] = {w, from.words.size(), n, from.numbers.size(), r, from.results.size()};
      for (const graph::Word x : from.words) word[w++] = x;
      for (const graph::Word x : from.numbers) number[n++] = x;
      for (const int x : from.results) result[r++] = x;
    }
    for (int k = 0; k < sizes.passes; ++k) pass[k] = l.passes[k];
    for (int k = 0; k < sizes.rows; ++k) row[k] = l.rows[k];
    for (int k = 0; k < sizes.adds; ++k) add[k] = l.adds[k];
    for (int k = 0; k < sizes.statistics; ++k) statistic[k] = l.statistics[k];
  }
  // What is there of a larger one.
  template <StagePlanSizes Room>
  constexpr explicit StagePlanData(const StagePlanData<Room>& from)
      : sizes(from.sizes), facts(from.facts), range{}, word{}, number{}, result{}, pass{}, row{}, add{}, statistic{} {
    for (int k = 0; k < S.programs; ++k) range[k] = from.range[k];
    for (int k = 0; k < S.words; ++k) word[k] = from.word[k];
    for (int k = 0; k < S.numbers; ++k) number[k] = from.number[k];
    for (int k = 0; k < S.results; ++k) result[k] = from.result[k];
    for (int k = 0; k < S.passes; ++k) pass[k] = from.pass[k];
    for (int k = 0; k < S.rows; ++k) row[k] = from.row[k];
    for (int k = 0; k < S.adds; ++k) add[k] = from.add[k];
    for (int k = 0; k < S.statistics; ++k) statistic[k] = from.statistic[k];
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
