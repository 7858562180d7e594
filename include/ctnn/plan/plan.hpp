// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/plan/dag.hpp>
#include <ctnn/plan/packing.hpp>

// What a program does, one thing after the other, and where everything lies. Ordinary functions over arrays.
namespace ctnn::inline CTNN_TARGET::internals::plan {

enum class Act : int { call, load_input, load_targets, noise, zero, store };
struct PlanOp {
  Act act = Act::call;
  int stage = 0, call = 0;
  int place = 0;       // of what is loaded or filled: as in Frame
  bool adds = false;   // to what others left
  bool first = false;  // of all that give to a gradient, all of it: the first block stores it
  bool sums = false;   // over the samples, into scratch memory: in one sweep only, ...
  int sweep = 0;       // ... this one
  bool after = false;  // once, after all samples
};

template <int Ops, int Places, int Stages, int Parameters>
struct Plan {
  int ops = 0, sweeps = 0, scratch = 0, noises = 0;
  int out = 0, spare = 0;  // where results lie, if they are handed in; and where else they would
  PlanOp op[Bound(Ops + 1)] = {};
  int units[Bound(Ops + 1)] = {};    // of what an op loads, fills, masks or stores
  int barrier[Bound(Ops + 1)] = {};  // the op before which a sweep ends
  int place[Bound(Places + 1)] = {}, first_place[Bound(Stages + 2)] = {};  // as kernels find them: Frame
  bool is_stored[Bound(Parameters + 1)] = {};  // by the first block: gradients that need no zeros
};

// What planning knows of a network.
template <class T>
struct PlanInput {
  int stages = 0;  // without the loss
  Goal goal = Goal::output;
  int lanes = 1;
  const StageView<T>* stage = nullptr;  // the loss is the last one
  struct Layer {
    int inputs = 0, from[lower::most_inputs] = {};
    bool reshapes = false;
    int first_parameter = 0, first_buffer = 0;
  };
  const Layer* layer = nullptr;
  const int* units = nullptr;  // of the values
  int target_units = 0;
  int parameters = 0, buffers = 0;
  const int* parameter_values = nullptr;  // so many each of the parameters
};

template <class PlanType, class T>
class Planner {
 public:
  PlanType plan{};

  // What is done, in order; ...
  constexpr explicit Planner(const PlanInput<T>& input) : in(input), n(input.stages) {
    number_values();
    written.resize(values, false), given.resize(in.parameters, false);
    list_ops();
    find_sweeps();
    find_units();
  }
  // (The same for values of other extents.)
  constexpr void find_units() {
    for (int k = 0; k < plan.ops; ++k) plan.units[k] = units_of(plan.op[k]);
  }
  // ... and where everything lies: an evaluation of its own, as compilers limit the steps of one.
  constexpr Planner(const PlanInput<T>& input, const PlanType& ops) : plan(ops), in(input), n(input.stages) {
    number_values();
    const int all = 2 * values + plan.first_place[n + 1];
    first.resize(all, -1), last.resize(all, -1), size.resize(all, 0), where.resize(all, -1), lanes.resize(all, false);
    find_lives();
    lay_out();
  }

 private:
  const PlanInput<T>& in;
  int n, values = 0;
  List<int> same;                      // the value whose memory it is
  List<int> first, last, size, where;  // of buffers: values, their adjoints, what stages have of their own
  List<bool> lanes, written, given;

  constexpr void number_values() {
    for (int v = 0; v <= n; ++v) same.push(v > 0 && in.layer[v - 1].reshapes ? same[in.layer[v - 1].from[0]] : v);
    for (int k = 0; k <= n + 1; ++k)
      plan.first_place[k] = k == 0 ? 0 : plan.first_place[k - 1] + in.stage[k - 1].places;
    values = n + 3;
  }
  constexpr int cell(int value) const { return value <= n ? same[value] : value; }
  constexpr int adjoint(int value) const { return values + cell(value); }
  constexpr int input_of(int stage, int k) const { return stage < n ? in.layer[stage].from[k] : k == 0 ? n : n + 1; }
  constexpr int result_of(int stage) const { return stage < n ? stage + 1 : n + 2; }
  // The buffer that a stage's place is; -1 where it is handed in.
  constexpr int buffer_of(int stage, int p) const {
    const PlaceInfo& info = in.stage[stage].place[p];
    switch (info.space) {
      case Space::input:
        return cell(input_of(stage, info.number));
      case Space::input_adjoint:
        return adjoint(input_of(stage, info.number));
      case Space::result:
        return cell(result_of(stage));
      case Space::result_adjoint:
        return adjoint(result_of(stage));
      case Space::noise:
      case Space::temporary:
      case Space::state:
        return 2 * values + plan.first_place[stage] + p;
      default:
        return -1;
    }
  }
  constexpr int handed_in(int stage, const PlaceInfo& info) const {
    if (info.space == Space::numbers) return ~0;
    const auto& layer = in.layer[stage];
    if (info.space == Space::counts) return ~(1 + 2 * in.parameters + in.buffers + stage);
    if (info.space == Space::parameter) return ~(1 + layer.first_parameter + info.number);
    if (info.space == Space::gradient) return ~(1 + in.parameters + layer.first_parameter + info.number);
    return ~(1 + 2 * in.parameters + layer.first_buffer + info.number);
  }

  constexpr int units_of(const PlanOp& op) const {
    switch (op.act) {
      case Act::load_input:
        return in.units[0];
      case Act::load_targets:
        return in.target_units;
      case Act::store:
        return in.units[op.stage == 0 ? n : 0];
      case Act::zero:
        return in.units[op.call];
      case Act::noise:
        return in.stage[op.stage].place[op.call].units;
      default: {
        const StageView<T>& s = in.stage[op.stage];
        return s.place[CallView(s.call[op.call], s.number).place(0)].units;
      }
    }
  }
  // Of one sample at a time: the input and what is stored are rows of what was handed in.
  constexpr int out_buffer() const {
    return in.goal == Goal::output ? cell(n) : in.goal == Goal::input_gradient ? adjoint(0) : -1;
  }
  constexpr int rows(int b) const {
    const int behind = 1 + 2 * in.parameters + in.buffers + n + 1;  // (the counts of each stage before it)
    return in.lanes > 1 ? 0 : b == cell(0) ? ~behind : b == out_buffer() ? ~(behind + 1) : 0;
  }
  constexpr int place_of(int b) const { return rows(b) != 0 ? rows(b) : where[b] < 0 ? 0 : where[b]; }

  constexpr PlanOp& push(Act act, int stage) {
    PlanOp& op = plan.op[plan.ops++];
    op.act = act, op.stage = stage;
    return op;
  }
  constexpr void touch(int buffer, int op, int units, bool has_lanes) {
    if (first[buffer] < 0) first[buffer] = op;
    last[buffer] = op;
    size[buffer] = units, lanes[buffer] = has_lanes;
  }

  constexpr void list_ops() {
    push(Act::load_input, 0);
    for (int k = 0; k < n; ++k) {
      if (in.layer[k].reshapes) continue;
      for (int p = 0; p < in.stage[k].places; ++p)
        if (in.stage[k].place[p].space == Space::noise) push(Act::noise, k).call = p, ++plan.noises;
      calls(k, 0, in.stage[k].forward);
    }
    if (in.goal == Goal::output) {
      push(Act::store, 0);
      return;
    }
    push(Act::load_targets, n);
    calls(n, 0, in.stage[n].forward);
    if (in.goal == Goal::loss) return;
    backward(n);
    for (int k = n; k-- > 0;) {
      if (in.layer[k].reshapes || (in.stage[k].forward == in.stage[k].calls)) continue;
      if (!written[cell(k + 1)]) fill_adjoint(k + 1);
      backward(k);
    }
    if (in.goal == Goal::input_gradient) {
      if (!written[cell(0)]) fill_adjoint(0);
      push(Act::store, 1);
    }
  }
  constexpr void fill_adjoint(int value) {
    PlanOp& op = push(Act::zero, 0);
    op.call = value;
    written[cell(value)] = true;
  }
  constexpr void calls(int stage, int from, int to) {
    const StageView<T>& s = in.stage[stage];
    for (int c = from; c < to; ++c) {
      PlanOp& op = push(Act::call, stage);
      const Call& call = s.call[c];
      op.call = c, op.adds = call.adds, op.after = call.after, op.sums = call.starts;
      const PlaceInfo& to_place = s.place[CallView(call, s.number).place(0)];
      if (to_place.space == Space::gradient) op.first = gives_first(call, s.number, stage, to_place.number);
      if (to_place.space == Space::input_adjoint) {
        const int value = cell(input_of(stage, to_place.number));
        op.adds = written[value], written[value] = true;
      }
    }
  }
  // Is it the first call that gives to a gradient, and to every number of it? (Not what comes after all samples.)
  constexpr bool gives_first(const Call& call, const int* numbers, int stage, int number) {
    const int parameter = in.layer[stage].first_parameter + number;
    if (given[parameter] || call.after) return false;
    given[parameter] = true;
    const CallView v(call, numbers);
    long long results = 1;
    for (int k = 0; k < call.kept; ++k) results *= v.extent(k);
    return plan.is_stored[parameter] = call.scan < 0 && call.guards == 0 && results == in.parameter_values[parameter];
  }
  constexpr void backward(int stage) { calls(stage, in.stage[stage].forward, in.stage[stage].calls); }

  constexpr void find_sweeps() {
    for (int k = 0; k < plan.ops; ++k) {
      const PlanOp& op = plan.op[k];
      if (op.act == Act::call && in.stage[op.stage].call[op.call].waits) plan.barrier[plan.sweeps++] = k;
    }
    for (int k = 0; k < plan.ops; ++k) {
      int sweep = 0;
      while (sweep < plan.sweeps && plan.barrier[sweep] <= k) ++sweep;
      plan.op[k].sweep = sweep;
    }
  }
  constexpr void find_lives() {
    for (int k = 0; k < plan.ops; ++k) {
      const PlanOp& op = plan.op[k];
      switch (op.act) {
        case Act::call: {
          const StageView<T>& s = in.stage[op.stage];
          const CallView v(s.call[op.call], s.number);
          for (int i = 0; i < s.call[op.call].streams; ++i)
            if (v.place(i) >= 0)
              if (const int b = buffer_of(op.stage, v.place(i)); b >= 0) {
                const PlaceInfo& info = s.place[v.place(i)];
                // (a scan's calls go round together)
                touch(b, k, info.units, info.lanes);
              }
          break;
        }
        case Act::noise: {
          touch(buffer_of(op.stage, op.call), k, plan.units[k], true);
          break;
        }
        case Act::load_input:
          touch(cell(0), k, plan.units[k], true);
          break;
        case Act::load_targets:
          touch(cell(n + 1), k, plan.units[k], true);
          break;
        case Act::zero:
          touch(adjoint(op.call), k, plan.units[k], true);
          break;
        case Act::store:
          touch(out_buffer(), k, plan.units[k], true);
          break;
      }
    }
    // what a scan's calls touch lives as long as the scan
    for (int k = 0; k < plan.ops;) {
      const int until = scan_end(k);
      if (until == k) {
        ++k;
        continue;
      }
      for (int b = 0; b < first.size(); ++b) {
        if (first[b] > k && first[b] < until) first[b] = k;
        if (last[b] >= k && last[b] < until - 1) last[b] = until - 1;
      }
      k = until;
    }
  }
  constexpr int scan_end(int k) const {
    const auto scan = [&](int op) {
      return plan.op[op].act == Act::call ? in.stage[plan.op[op].stage].call[plan.op[op].call].scan : -1;
    };
    int until = k;
    while (until < plan.ops && scan(k) >= 0 && scan(until) == scan(k) && plan.op[until].stage == plan.op[k].stage)
      ++until;
    return until;
  }

  constexpr void lay_out() {
    int kept = 0;  // what has no lanes is little, and stays from block to block
    List<int> order;
    for (int b = 0; b < first.size(); ++b) {
      if (first[b] < 0) continue;
      if (!lanes[b] || rows(b) != 0) where[b] = kept, kept += (size[b] + 15) / 16 * 16;
      else order.push(b);
    }
    // by first op
    List<int> begins, next;
    begins.resize(plan.ops + 1, -1), next.resize(first.size(), -1);
    for (int i = order.size(); i-- > 0;) next[order[i]] = begins[first[order[i]]], begins[first[order[i]]] = order[i];
    Packing packing;
    for (int k = 0; k < plan.ops; ++k)
      for (int b = begins[k]; b >= 0; b = next[b]) where[b] = kept + packing.add(size[b] * in.lanes, k, last[b]);
    plan.scratch = kept + packing.size;
    for (int s = 0; s <= n; ++s)
      for (int p = 0; p < in.stage[s].places; ++p) {
        const int b = buffer_of(s, p);
        plan.place[plan.first_place[s] + p] = b < 0 ? handed_in(s, in.stage[s].place[p]) : place_of(b);
      }
    if (const int b = out_buffer(); b >= 0 && rows(b) != 0) plan.out = rows(b), plan.spare = where[b];
    for (int k = 0; k < plan.ops; ++k) {
      PlanOp& op = plan.op[k];
      switch (op.act) {
        case Act::load_input:
          op.place = place_of(cell(0)), op.call = where[cell(0)];
          break;
        case Act::load_targets:
          op.place = where[cell(n + 1)];
          break;
        case Act::zero:
          op.place = place_of(adjoint(op.call));
          break;
        case Act::store:
          op.place = place_of(out_buffer());
          break;
        case Act::noise:
          op.place = where[buffer_of(op.stage, op.call)];
          break;
        default:
          break;
      }
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
