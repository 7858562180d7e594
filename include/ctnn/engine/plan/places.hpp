// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/frame.hpp>
#include <ctnn/engine/kernels/tile.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// What a program is for. Each goal includes what the ones before it need, but for the parameters' gradients, which
// input_gradient leaves out.
enum class Goal { output, loss, gradient, input_gradient };
constexpr bool goes_back(Goal goal) { return goal == Goal::gradient || goal == Goal::input_gradient; }

// The lowest stage that a program goes back to; behind the last one, if to none. The adjoint of its input is wanted for
// the input's sake alone.
template <class G>
constexpr int lowest(Goal goal) {
  return goal == Goal::gradient ? G::lowest : 0;
}
template <class G>
constexpr bool wants_adjoint(Goal goal, int value) {
  return goes_back(goal) && (value > lowest<G>(goal) || goal == Goal::input_gradient);
}
// What a stage is for: one that does not learn only hands adjoints on, or not even that.
template <class G>
constexpr Goal stage_goal(Goal goal, int k) {
  return goal != Goal::gradient ? goal : k < G::lowest ? Goal::loss : G::learns(k) ? goal : Goal::input_gradient;
}

// A layout as numbers.
struct LayoutNumbers {
  bool lanes_are_samples;
  int lanes, block, native_lanes;  // native: of a whole register, to which parameters are padded
  constexpr int stride(int width) const { return lanes_are_samples ? block : row_stride(width, lanes); }
  constexpr int size(int width) const { return lanes_are_samples ? width * block : stride(width) * block; }
  constexpr int units(int width) const { return lanes_are_samples ? width : (width + lanes - 1) / lanes; }
};

// Where in scratch memory a program keeps what, as the stages' tables of numbers.
template <class G>
struct Places {
  static constexpr int n = G::size;
  StageInfo stage[Bound(n + 1)];
  int total = 0;

  // Are the user's own rows the first value? Lanes being features, a contraction can do with their distance where it
  // takes their numbers one by one, or where they are whole vectors; other stages where that is also the distance of
  // the layout's own rows.
  static constexpr bool in_place(LayoutNumbers layout, Goal goal) {
    if (layout.lanes_are_samples) return false;
    const bool for_contraction_alone = !G::pointwise[0] && G::shortcuts(0) == 0, whole = G::in % layout.lanes == 0;
    if (for_contraction_alone && goal != Goal::input_gradient &&
        lies_along_outputs(G::width[1], G::in, layout.native_lanes))
      return true;
    return whole && (for_contraction_alone || layout.stride(G::in) == G::in);
  }

  // Are the user's own rows the last value? Where a contraction gives them, and they are whole vectors or it is AVX-512
  // that stores a part of one; not of a single one, nor where values join later: then the user's input may be the same
  // rows.
  static constexpr bool out_in_place(LayoutNumbers layout, Goal goal) {
    const bool stores = G::out % layout.lanes == 0 || layout.lanes > 8;
    return goal == Goal::output && !layout.lanes_are_samples && n > 1 && !G::pointwise[n - 1] && !G::any_joins &&
           stores;
  }

  // first_parameter and first_buffer: where a leaf's pointers begin in the frame's tables; statistics: how many
  // reductions over the batch.
  static constexpr Places make(LayoutNumbers layout, Goal goal, int granule, const int* first_parameter,
                               const int* first_buffer, const bool (&keeps_z)[Bound(n + 1)],
                               const int (&statistics)[Bound(n + 1)]) {
    const bool back = goes_back(goal), losing = goal != Goal::output;
    Places p{};
    auto add = [&](int size) {
      const int at = p.total;
      p.total += (size + granule - 1) / granule * granule;
      return at;
    };
    bool joined_later[Bound(n + 1)] = {};
    for (int m = 0; m < n; ++m)
      for (int j = 0; j < G::joins[m]; ++j) joined_later[G::joined(m, j)] = true;
    auto kept = [&](int v) { return (back && v >= lowest<G>(goal)) || joined_later[v]; };
    auto users_own = [&](int v) {
      return (v == 0 && in_place(layout, goal)) || (v == n && out_in_place(layout, goal));
    };
    auto goes_back_to = [&](int v) { return wants_adjoint<G>(goal, v); };

    // On the way forward, and on the way back, a value lives as long as its neighbour: two rooms serve all in turn.
    // Kept are the values that go back with, and those that join later.
    int widest[2] = {}, widest_back[2] = {};
    for (int v = 0; v <= n; ++v) {
      if (!kept(v) && !users_own(v)) widest[v % 2] = most(widest[v % 2], layout.size(G::width[v]));
      if (goes_back_to(v)) widest_back[v % 2] = most(widest_back[v % 2], layout.size(G::width[v]));
    }
    const int forward[2] = {add(widest[0]), add(widest[1])}, backward[2] = {add(widest_back[0]), add(widest_back[1])};
    int value[Bound(n + 1)] = {}, z[Bound(n + 1)] = {}, adjoint[Bound(n + 1)] = {},
                        joined[Bound(n + 1)][Bound(cells::shortcuts)] = {};
    for (int v = 0; v <= n; ++v) {
      value[v] = users_own(v) ? -1 : kept(v) ? add(layout.size(G::width[v])) : forward[v % 2];
      adjoint[v] = goes_back_to(v) ? backward[v % 2] : -1;
    }
    for (int k = 0; k < n; ++k) {
      const bool comes_back = back && k >= lowest<G>(goal);
      z[k] = comes_back && keeps_z[k] ? add(layout.size(G::width[k + 1])) : -1;
      for (int j = 0; j < G::joins[k]; ++j) joined[k][j] = comes_back ? add(layout.size(G::width[k + 1])) : -1;
    }
    int packed = 0;
    for (int k = 0; k < n && !layout.lanes_are_samples; ++k) {
      const bool along_outputs = lies_along_outputs(G::width[k + 1], G::width[k], layout.native_lanes);
      if (G::pointwise[k] || (along_outputs && !goes_back_to(k))) continue;
      const int from = G::width[along_outputs ? k + 1 : k], to = G::width[along_outputs ? k : k + 1];
      if (across(from, to, layout.lanes).lies_up_to() < layout.block) packed = most(packed, from * layout.stride(to));
    }
    packed = add(packed);

    for (int k = 0; k <= n; ++k) {
      StageInfo& i = p.stage[k];
      const bool loss = k == n;
      i.in = G::width[k], i.out = G::width[loss ? k : k + 1];
      i.in_stride = users_own(k) ? i.in : layout.stride(i.in),
      i.out_stride = users_own(k + 1) ? i.out : layout.stride(i.out);
      i.x = value[k], i.y = loss ? -1 : value[k + 1], i.z = loss ? -1 : z[k], i.z_before = k > 0 ? z[k - 1] : -1;
      i.g = loss ? -1 : adjoint[k + 1], i.adjoint = adjoint[k];
      i.joins = G::joins[k], i.joins_before = k > 0 && !G::pointwise[k - 1] ? G::joins[k - 1] : 0;
      for (int j = 0; j < i.joins; ++j) i.skip[j] = value[G::joined(k, j)], i.joined[j] = joined[k][j];
      for (int j = 0; j < i.joins_before; ++j)
        i.skip_before[j] = value[G::joined(k - 1, j)], i.joined_before[j] = joined[k - 1][j];
      for (int m = k; m < n && joined_later[k]; ++m)
        for (int j = 0; j < G::joins[m]; ++j)
          if (G::joined(m, j) == k) i.shortcut[i.shortcuts++] = joined[m][j];
      i.parameters = loss ? -1 : first_parameter[G::leaf[k]], i.buffers = loss ? -1 : first_buffer[G::leaf[k]];
      i.weight = G::weight[k], i.bias = G::bias[k],
      i.along_outputs = lies_along_outputs(i.out, i.in, layout.native_lanes);
      i.weight_rows = i.along_outputs ? i.in : i.out;
      i.weight_stride = weight_row(i.along_outputs ? i.out : i.in, layout.native_lanes, granule);
      i.sum_size = layout.units(i.in) * layout.lanes;
      i.statistic_size = (i.sum_size + i.in + layout.lanes + granule - 1) / granule * granule;
      i.statistics = statistics[k] > 0 ? add(statistics[k] * i.statistic_size) : -1;
      i.targets = loss && losing ? add(layout.size(G::out)) : -1;
      i.classes = loss && losing ? add(layout.block) : -1;
      i.packed = packed;
    }
    return p;
  }

 private:
  static constexpr int most(int a, int b) { return a > b ? a : b; }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
