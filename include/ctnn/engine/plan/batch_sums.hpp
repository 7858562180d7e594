// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/kernels/frame.hpp>
#include <ctnn/engine/kernels/pass.hpp>
#include <ctnn/engine/plan/program_facts.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// The reductions over the batch of a program's stages: in scratch memory, which passes add to while blocks go by, their
// results behind them, and what is made of the results, one value a feature or one in all: the loss, gradients of a
// layer's vectors, its buffers.
template <class G, class Loss, class Layout, Goal goal, class Facts>
struct BatchSums {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  static constexpr int n = G::size;
  static constexpr const auto& places = Facts::places;
  template <int K>
  using plan = engine::plan_at<G, Loss, goal, K>;

  const Frame<T>& frame;

  // Those of the stage in position K, of a phase and a level (of any, if that is 0): before the first block, ...
  template <int K>
  CTNN_INLINE constexpr void clear(engine::Phase phase, int level) const {
    for (int s = 0; s < plan<K>::statistics; ++s) {
      constexpr const auto& all = plan<K>::data.statistic;
      if (!all[s].is(phase, level) || all[s].late) continue;
      const T start = start_of<T>(all[s].op);
      T* const sum = place<K>(s);
      for (int i = 0; i < places.stage[K].sum_size; ++i) sum[i] = start;
    }
  }
  // ... and after the last.
  template <int K>
  CTNN_INLINE constexpr void end(engine::Phase phase, int level) const {
    end_each<K>(phase, level, std::make_integer_sequence<int, plan<K>::statistics>{});
  }

  // Those that are added up with the last sweep, of all stages.
  template <int... K>
  CTNN_INLINE constexpr void start_all(std::integer_sequence<int, K...>) const {
    (start_stage<K>(), ...);
  }
  // Gives the loss.
  template <int... K>
  CTNN_INLINE constexpr T end_all(std::integer_sequence<int, K...>) const {
    if constexpr (goal == Goal::gradient && G::any_pointwise) (finish_stage<K>(), ...);
    if constexpr (goal == Goal::output) return 0;
    else {
      end<n>(engine::last_phase, 0);
      return AtFeatures<n>(frame).template at<plan<n>::facts.finish>(0).value[0];
    }
  }

 private:
  template <int K>
  CTNN_INLINE constexpr T* place(int statistic) const {
    return frame.scratch + places.stage[K].statistics + statistic * places.stage[K].statistic_size;
  }
  template <int K, int... S>
  CTNN_INLINE constexpr void end_each([[maybe_unused]] engine::Phase phase, [[maybe_unused]] int level,
                                      std::integer_sequence<int, S...>) const {
    (end_one<K, S>(plan<K>::data.statistic[S].is(phase, level)), ...);
  }
  // The lanes of a reduction become its result: one value, or one a feature.
  template <int K, int S>
  CTNN_INLINE constexpr void end_one(bool wanted) const {
    constexpr engine::StatisticFacts facts = plan<K>::data.statistic[S];
    using How = Reduction<facts.op>;
    if (!wanted) return;
    const T* sum = place<K>(S);
    T* result = place<K>(S) + places.stage[K].sum_size;
    if constexpr (facts.late) {
      const AtFeatures<K> values(frame);
      *result = How::template start<T>();
      for (int f = 0; f < G::width[K]; ++f)
        *result = How::template join<T>(*result, values.template at<facts.program>(f).value[0]);
    } else if constexpr (facts.one) *result = How::template across<V>(simd::load<V>(sum));
    else
      for (int f = 0; f < G::width[K]; ++f)
        result[f] =
            Layout::lanes_are_samples ? How::template across<V>(simd::load<V>(sum + f * simd::lanes<V>)) : sum[f];
  }

  // What formulas of one value a feature find, the results above all.
  template <int K>
  struct AtFeatures {
    using Plan = plan<K>;
    Sources<T> from;
    const T* results[Plan::statistics + 1] = {};

    constexpr explicit AtFeatures(const Frame<T>& frame) {
      constexpr const StageInfo& i = places.stage[K];
      frame.template look_around<Facts::unrolled>(i, G::width[K], i.in_stride, &from);
      for (int k = 0; k < Plan::statistics; ++k)
        results[k] = frame.at(i.statistics + k * i.statistic_size + i.sum_size);
      from.statistic = results;
      frame.layer_values(i, from);
    }
    AtFeatures(const AtFeatures&) = delete;  // `from` points to `results`
    template <int Program>
    constexpr auto at(int feature) const {
      const T rows[1] = {};  // none are left
      using E = PassEnvironment<SampleLanes<T, 1>, Plan, T, T[1]>;
      constexpr auto steps = Plan::template program<Program>;
      return graph::evaluate<steps, T>(E{{from, feature, 0}, from.parameter, from.buffer, results, rows});
    }
  };
  template <int K>
  CTNN_INLINE constexpr void start_stage() const {
    if constexpr (K == n ? goal != Goal::output : G::pointwise[K]) clear<K>(engine::last_phase, 0);
  }
  template <int K>
  constexpr void finish_stage() const {
    if constexpr (G::pointwise[K]) {
      end<K>(engine::last_phase, 0);
      constexpr int gradients = plan<K>::facts.gradients, updates = plan<K>::facts.updates;
      if constexpr (gradients + updates > 0) {
        const AtFeatures<K> values(frame);
        for (int f = 0; f < G::width[K]; ++f) {
          const auto v = values.template at<plan<K>::facts.finish>(f);
          for (int d = 0; d < gradients; ++d)
            if (f < Facts::parameter_width(places.stage[K].parameters + d))
              frame.gradients[places.stage[K].parameters + d][f] = v.value[d];
          for (int u = 0; u < updates; ++u)
            if (f < Facts::buffer_width(places.stage[K].buffers + u))
              const_cast<T*>(frame.buffers[places.stage[K].buffers + u])[f] = v.value[gradients + u];
        }
      }
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
