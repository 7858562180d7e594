// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/frame.hpp>
#include <ctnn/engine/slots.hpp>
#include <ctnn/engine/stage.hpp>

namespace ctnn::inline CTNN_TARGET {

// What a program is for. Each goal includes what the ones before it need, but for the parameters' gradients, which input_gradient leaves out.
enum class Goal { output, loss, gradient, input_gradient };
constexpr bool goes_back(Goal goal) { return goal == Goal::gradient || goal == Goal::input_gradient; }

// A layout as numbers.
struct LayoutNumbers {
  bool lanes_are_samples;
  int lanes, block, native_lanes;   // native: of a whole register, to which parameters are padded
  constexpr int stride(int width) const { return lanes_are_samples ? block : row_stride(width, lanes); }
  constexpr int size(int width) const { return lanes_are_samples ? width * block : stride(width) * block; }
  constexpr int units(int width) const { return lanes_are_samples ? width : (width + lanes - 1) / lanes; }
  constexpr bool in_place(int width) const { return !lanes_are_samples && width % lanes == 0; }   // of the user's rows
};

// Where in scratch memory a program keeps what, as the stages' tables of numbers. Steps are numbered: stage k computes at step k, the loss at
// step n, and stage k goes back at step 2n - k.
template <class G>
struct Places {
  static constexpr int n = G::size;
  StageInfo stage[n + 1];
  int total;

  static constexpr int most(int a, int b) { return a > b ? a : b; }
  static constexpr int last_use_forward(int v) {
    int last = v < n ? v : n;
    for (int m = 0; m < n; ++m)
      for (int j = 0; j < G::joins[m]; ++j)
        if (G::joined[m][j] == v && m > last) last = m;
    return last;
  }

  // granule: elements of a cache line; keeps_z: which contractions' results go back with; statistics: how many reductions over the batch.
  static constexpr Places make(LayoutNumbers layout, Goal goal, int granule, const bool (&keeps_z)[n + 1], const int (&statistics)[n + 1]) {
    const bool back = goes_back(goal), losing = goal != Goal::output;
    SlotPlan<4 * n + 8 + n * symbols::shortcuts> plan;
    Places p{};
    auto add = [&](int size, int begin, int end) { return plan.lives[plan.add(size, begin, end, granule)].at; };
    const int end = 2 * n + 1;

    int value[n + 1] = {}, z[n + 1] = {}, adjoint[n + 1] = {}, joined[n + 1][symbols::shortcuts] = {};
    for (int v = 0; v <= n; ++v) {
      const bool in_place = v == 0 && layout.in_place(G::in);
      value[v] = in_place ? -1 : add(layout.size(G::width[v]), v - 1, back ? 2 * n - v : last_use_forward(v));
    }
    for (int k = 0; k < n; ++k) z[k] = back && keeps_z[k] ? add(layout.size(G::width[k + 1]), k, 2 * n - (k + 1)) : -1;
    for (int v = n; v >= 0; --v) {
      const bool wanted = back && (v > 0 || goal == Goal::input_gradient);
      adjoint[v] = wanted ? add(layout.size(G::width[v]), 2 * n - v, 2 * n - v + 1) : -1;
      for (int j = 0; v > 0 && j < G::joins[v - 1]; ++j)
        // from where the adjoint of stage v - 1 is handed over, or computed by the stage itself, to where the shortcut began
        joined[v - 1][j] = back ? add(layout.size(G::width[v]), 2 * n - v, 2 * n - G::joined[v - 1][j]) : -1;
    }
    int packed = 0;
    for (int k = 0; k < n && !layout.lanes_are_samples; ++k) {
      const bool turned = lies_along_outputs(G::width[k + 1], G::width[k], layout.native_lanes) ? back && (k > 0 || goal == Goal::input_gradient) : !G::pointwise[k];
      const int size = most(G::width[k] * layout.stride(G::width[k + 1]), G::width[k + 1] * layout.stride(G::width[k]));
      if (turned && size > packed) packed = size;
    }
    packed = add(packed, -1, end);

    for (int k = 0; k <= n; ++k) {
      StageInfo& i = p.stage[k];
      const bool loss = k == n;
      i.in = G::width[k], i.out = G::width[loss ? k : k + 1];
      i.in_stride = k == 0 && layout.in_place(i.in) ? i.in : layout.stride(i.in), i.out_stride = layout.stride(i.out);
      i.x = value[k], i.y = loss ? -1 : value[k + 1], i.z = loss ? -1 : z[k], i.z_before = k > 0 ? z[k - 1] : -1;
      i.g = loss ? -1 : adjoint[k + 1], i.adjoint = adjoint[k];
      i.joins = G::joins[k], i.joins_before = k > 0 && !G::pointwise[k - 1] ? G::joins[k - 1] : 0;
      for (int j = 0; j < i.joins; ++j) i.skip[j] = value[G::joined[k][j]], i.joined[j] = joined[k][j];
      for (int j = 0; j < i.joins_before; ++j) i.skip_before[j] = value[G::joined[k - 1][j]], i.joined_before[j] = joined[k - 1][j];
      for (int m = k; m < n; ++m)
        for (int j = 0; j < G::joins[m]; ++j)
          if (G::joined[m][j] == k) i.shortcut[i.shortcuts++] = joined[m][j];
      i.parameters = i.buffers = loss ? -1 : 4 * k;
      i.weight = G::weight[k], i.bias = G::bias[k], i.along_outputs = lies_along_outputs(i.out, i.in, layout.native_lanes);
      i.weight_rows = i.along_outputs ? i.in : i.out;
      i.weight_stride = whole_vectors(i.along_outputs ? i.out : i.in, layout.native_lanes);
      i.sum_size = layout.units(i.in) * layout.lanes;
      i.statistic_size = (i.sum_size + i.in + layout.lanes + granule - 1) / granule * granule;
      i.statistics = statistics[k] > 0 ? add(statistics[k] * i.statistic_size, -1, end) : -1;
      i.targets = loss && losing ? add(layout.size(G::out), -1, n) : -1;
      i.classes = loss && losing ? add(layout.block, -1, n) : -1;
      i.packed = packed;
    }
    p.total = plan.total;
    return p;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
