// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/stages/stage_plan_data.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// What the plan of a stage or a loss is made for.
struct StagePlanWants {
  bool is_loss = false, has_before = false;  // (a stage that computed its input)
  int shortcuts = 0;
  bool back = false, learns = false;  // is the adjoint of the input wanted, are those of the parameters?
};
using StageTrace = Traced(Formulary&, Role);

class StagePlanMaker {
 public:
  constexpr StagePlanMaker(const StagePlanWants& w, StageTrace& itself, StageTrace& stage_before)
      : want(w), before(stage_before), own(itself(g, Role::itself)) {}

  constexpr StagePlanLists make() {
    collect_formulas();
    find_statistics();
    if (!want.is_loss) add_pass(only(own.formula), {});  // forward_pass
    for (int phase : {forward_phase, back_phase}) {
      plan.facts.levels[phase] = deepest(phase);
      plan.facts.first_wait[phase] = plan.passes.size();
      for (int level = 1; level <= plan.facts.levels[phase]; ++level) add_pass({}, of(phase, level));
    }
    const List<int> on_the_way = of(last_phase, -1);
    plan.facts.back_unsummed = plan.facts.back_pass = add_pass(backward, {});
    if (on_the_way.size() > 0) plan.facts.back_pass = add_pass(backward, on_the_way);
    for (int k = 0; k < statistics.size(); ++k)
      if (plan.statistics[k].late) plan.statistics[k].program = add_program(only(g[statistics[k]].arg[0]));
    List<int> finished;
    if (want.is_loss) finished.push(own.formula);
    else
      for (const List<int>* some : {&gradients, &own.updates})
        for (const int id : *some) finished.push(id);
    plan.facts.finish = add_program(finished);
    plan.facts.gradients = gradients.size(), plan.facts.updates = own.updates.size();
    if (!want.is_loss) count_members();
    return plan;
  }

 private:
  StagePlanWants want;
  StageTrace& before;
  Formulary g;
  Traced own;
  StagePlanLists plan;
  List<int> backward, gradients;  // what the step back writes; of the parameters
  List<int> statistics;           // all reductions over the batch, arguments before users

  static constexpr graph::Axes batch = graph::batch_axis;
  static constexpr List<int> only(int id) {
    List<int> one;
    one.push(id);
    return one;
  }
  constexpr bool is_statistic(int id) const {
    const graph::Node& n = g[id];
    return graph::is_reduction(n.op) && (graph::Axes(n.info) & batch || !(g[n.arg[0]].axes & batch));
  }
  constexpr int place_of(int id) const {
    for (int k = 0; k < statistics.size(); ++k)
      if (statistics[k] == id) return k;
    return -1;
  }
  // All nodes that some depend on, themselves included, as marks.
  constexpr List<int> reached(const List<int>& from) const {
    List<int> marks;
    marks.resize(g.size(), 0);
    for (const int id : from) marks[id] = 1;
    for (int id = g.size(); id-- > 0;)
      if (marks[id])
        for (const int a : g[id].arg)
          if (a >= 0) marks[a] = 1;
    return marks;
  }

  constexpr void collect_formulas() {
    if (!want.back && !want.learns) return;
    const graph::Value seed = want.is_loss ? graph::Value{&g, g.constant(1)} : g.cell(cells::g);
    const graph::Adjoints d = graph::derive({&g, own.formula}, seed);
    graph::Rebuild seen(g, want.is_loss || own.formula == own.input ? -1 : own.formula, g.cell(cells::y).id);
    const auto of = [&](int symbol) {
      const graph::Value v = d[{&g, symbol}];
      return v.nothing() ? g.constant(0) : seen(v.id);
    };
    if (want.back) {
      graph::Value raw{&g, of(own.input)};
      for (int k = 0; k < want.shortcuts; ++k) raw = raw + g.cell(cells::shortcut + k);
      if (!want.has_before) backward.push(raw.id);
      else
        for (const int id : handed_over(g, before(g, Role::before), raw)) backward.push(id);
      for (int k = 0; k < own.joins; ++k) backward.push(of(own.skip[k]));
    }
    if (want.learns && !want.is_loss) {
      const int read = members_read(graph::symbol::parameter, only(own.formula));
      for (int k = 0; k < read; ++k) gradients.push(g.constant(0));
      for (int id = 0; id < own.formula; ++id)
        if (const int k = member(id, graph::symbol::parameter); k >= 0 && !d[{&g, id}].nothing()) gradients[k] = of(id);
    }
  }
  // The number of a node that is a layer's parameter or buffer; or -1.
  constexpr int member(int id, int kind) const {
    const graph::Node& n = g[id];
    return n.op == graph::Op::symbol && n.info / graph::symbol::kind == kind / graph::symbol::kind ? n.info - kind : -1;
  }
  constexpr int members_read(int kind, const List<int>& roots) const {
    const List<int> marks = reached(roots);
    int count = 0;
    for (int id = 0; id < marks.size(); ++id)
      if (marks[id] && member(id, kind) >= count) count = member(id, kind) + 1;
    return count;
  }
  constexpr void count_members() {
    List<int> all = own.updates;
    all.push(own.formula);
    for (const List<int>* some : {&backward, &gradients})
      for (const int id : *some) all.push(id);
    plan.facts.parameters = members_read(graph::symbol::parameter, all);
    plan.facts.buffers = members_read(graph::symbol::buffer, all);
  }

  // ---- reductions over the batch

  constexpr void find_statistics() {
    List<int> forward = own.updates;
    forward.push(own.formula);
    add_statistics(forward, forward_phase, 0);
    const int known = statistics.size();
    add_statistics(backward, back_phase, want.is_loss ? 0 : known);
    const int both = statistics.size();
    add_statistics(gradients, last_phase, both);
    if (!want.is_loss) return;
    // A loss is a sum that often nothing waits for: then it is added up on the way.
    const List<int> marks = reached(backward);
    bool waits = both > known || deepest(forward_phase) > 1;
    for (int k = 0; k < known; ++k) waits |= marks[statistics[k]] != 0;
    for (StatisticFacts& s : plan.statistics) s.phase = waits ? int(back_phase) : int(last_phase);
  }
  // Those that some nodes need and that are not listed yet. Levels count from what was known before.
  constexpr void add_statistics(const List<int>& from, int phase, int known) {
    const List<int> marks = reached(from);
    for (int id = 0; id < marks.size(); ++id) {
      if (!marks[id] || !is_statistic(id) || place_of(id) >= 0) continue;
      const graph::Node& n = g[id];
      StatisticFacts s{n.op, !(n.axes & g.last), !(graph::Axes(n.info) & batch), 0, phase, 0};
      const List<int> inside = reached(only(n.arg[0]));
      for (int k = known; k < statistics.size(); ++k)
        if (inside[statistics[k]] && plan.statistics[k].level > s.level) s.level = plan.statistics[k].level;
      if (!s.late || s.level == 0) ++s.level;
      statistics.push(id), plan.statistics.push(s);
    }
  }
  constexpr int deepest(int phase) const {
    int most = 0;
    for (const StatisticFacts& s : plan.statistics)
      if (s.phase == phase && s.level > most) most = s.level;
    return most;
  }
  // Those over the batch of a phase and a level (of any, if that is -1).
  constexpr List<int> of(int phase, int level) const {
    List<int> some;
    for (int k = 0; k < statistics.size(); ++k)
      if (const StatisticFacts& s = plan.statistics[k]; s.phase == phase && !s.late && (level < 0 || s.level == level))
        some.push(k);
    return some;
  }

  // ---- passes

  constexpr bool is_row(int id) const { return graph::is_reduction(g[id].op) && !is_statistic(id); }
  // By node, how many reductions of rows are inside one another.
  constexpr List<int> row_levels() const {
    List<int> level;
    level.resize(g.size(), 0);
    for (int id = 0; id < g.size(); ++id) {
      if (is_statistic(id)) continue;
      for (const int a : g[id].arg)
        if (a >= 0 && level[a] > level[id]) level[id] = level[a];
      level[id] += is_row(id) ? 1 : 0;
    }
    return level;
  }
  constexpr void leaves(graph::Extraction& e) const {
    for (int k = 0; k < statistics.size(); ++k)
      e.leaf(statistics[k], (plan.statistics[k].one ? graph::symbol::one_statistic : graph::symbol::statistic) + k);
  }
  constexpr int add_program(const List<int>& results) {
    graph::Extraction e(g);
    leaves(e);
    for (const int id : results) e.result(id);
    return plan.programs.push(e.finish());
  }
  constexpr int add_pass(const List<int>& writes, const List<int>& sums) {
    PassFacts p;
    List<int> roots = writes;
    for (const int k : sums) roots.push(g[statistics[k]].arg[0]);
    // the reductions of rows that these need, behind no reduction over the batch
    const List<int> level = row_levels();
    List<int> marks;
    marks.resize(g.size(), 0);
    for (const int id : roots) marks[id] = 1;
    for (int id = g.size(); id-- > 0;)
      if (marks[id] && !is_statistic(id))
        for (const int a : g[id].arg)
          if (a >= 0) marks[a] = 1;
    for (int id = 0; id < g.size(); ++id)
      if (marks[id] && is_row(id) && level[id] > p.levels) p.levels = level[id];
    List<int> rows;
    p.first_row = plan.rows.size(), p.first_level = plan.programs.size();
    const auto rows_below = [&](graph::Extraction& e) {
      leaves(e);
      for (int k = 0; k < rows.size(); ++k) e.leaf(rows[k], graph::symbol::row + k);
    };
    for (int l = 1; l <= p.levels; ++l) {
      graph::Extraction e(g);
      rows_below(e);
      List<int> here;
      for (int id = 0; id < g.size(); ++id)
        if (marks[id] && is_row(id) && level[id] == l) {
          plan.rows.push({g[id].op, l, e.result(g[id].arg[0])});
          here.push(id);
        }
      for (const int id : here) rows.push(id);
      plan.programs.push(e.finish());
    }
    p.rows = rows.size(), p.writes = writes.size();
    graph::Extraction unit(g), row(g);
    rows_below(unit), rows_below(row);
    for (const int id : writes) unit.result(id);
    p.first_add = plan.adds.size(), p.adds = sums.size();
    for (const int k : sums) {
      const int argument = g[statistics[k]].arg[0];
      const bool per_unit = g[argument].axes & g.last;
      plan.adds.push({k, (per_unit ? unit : row).result(argument), per_unit});
    }
    p.unit = p.row = plan.programs.push(unit.finish());
    bool any_row = false;
    for (int k = 0; k < p.adds; ++k) any_row |= !plan.adds[p.first_add + k].per_unit;
    if (any_row) p.row = plan.programs.push(row.finish());
    return plan.passes.push(p);
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
