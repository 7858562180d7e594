// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/exchange.hpp>
#include <ctnn/engine/slots.hpp>
#include <ctnn/engine/stage.hpp>

namespace ctnn::inline CTNN_TARGET {

// What a program is for. Each goal includes what the ones before it need, but for the parameters' gradients, which input_gradient leaves out.
enum class Goal { output, loss, gradient, input_gradient };
constexpr bool goes_back(Goal goal) { return goal == Goal::gradient || goal == Goal::input_gradient; }

// Where in scratch memory a program keeps what: offsets in elements; -1 for what it does not keep. Steps are numbered: stage k computes at
// step k, the loss at step n, and stage k goes back at step 2n - k.
template <class G, class Layout, Goal goal>
struct Places {
  static constexpr int n = G::size, granule = 64 / int(sizeof(typename Layout::element));
  int value[n + 1], z[n + 1], adjoint[n + 1], joined[n + 1][symbols::shortcuts], targets, classes, packed, statistics, total;

  static constexpr int last_use_forward(int v) {
    int last = v < n ? v : n;
    for (int m = 0; m < n; ++m)
      for (int j = 0; j < G::joins[m]; ++j)
        if (G::joined[m][j] == v && m > last) last = m;
    return last;
  }

  // statistics_size: room for reductions over the batch, which outlive the blocks.
  static constexpr Places make(const bool (&keeps_z)[n + 1], int packed_size, int statistics_size) {
    constexpr bool back = goes_back(goal);
    SlotPlan<4 * n + 8 + n * symbols::shortcuts> plan;
    Places p{};
    auto add = [&](int size, int begin, int end) { return plan.lives[plan.add(size, begin, end, granule)].at; };
    const int end = 2 * n + 1;
    p.statistics = add(statistics_size, -1, end);
    p.packed = add(packed_size, -1, end);
    p.targets = add(goal == Goal::output ? 0 : Layout::size(G::out, 0), -1, n);
    p.classes = add(goal == Goal::output ? 0 : Layout::block, -1, n);
    for (int v = 0; v <= n; ++v) {
      const bool in_place = v == 0 && !Layout::lanes_are_samples && G::in % Layout::L == 0;
      p.value[v] = in_place ? -1 : add(Layout::size(G::width[v], 0), v - 1, back ? 2 * n - v : last_use_forward(v));
    }
    for (int k = 0; k < n; ++k) p.z[k] = back && keeps_z[k] ? add(Layout::size(G::width[k + 1], 0), k, 2 * n - (k + 1)) : -1;
    for (int v = n; v >= 0; --v) {
      const bool wanted = back && (v > 0 || goal == Goal::input_gradient);
      p.adjoint[v] = wanted ? add(Layout::size(G::width[v], 0), 2 * n - v, 2 * n - v + 1) : -1;
      for (int j = 0; j < symbols::shortcuts; ++j) p.joined[v][j] = -1;
      if (v > 0)
        for (int j = 0; back && j < G::joins[v - 1]; ++j)
          // from where the adjoint of stage v - 1 is handed over, or computed by the stage itself, to where the shortcut began
          p.joined[v - 1][j] = add(Layout::size(G::width[v], 0), 2 * n - v, 2 * n - G::joined[v - 1][j]);
    }
    p.total = plan.total;
    return p;
  }
};

}  // namespace ctnn::inline CTNN_TARGET
