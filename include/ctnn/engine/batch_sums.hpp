// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/engine/frame.hpp>
#include <ctnn/engine/program_facts.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class T>
constexpr void clear_sum(T* sum, int size) {
  for (int i = 0; i < size; ++i) sum[i] = 0;
}
// The lanes of a sum become its result: one value, or one a feature.
template <class V, bool OneValue, bool LanesAreSamples, class T>
constexpr void end_sum(const T* sum, int width, T* result) {
  if constexpr (OneValue) *result = simd::sum(simd::load<V>(sum));
  else
    for (int f = 0; f < width; ++f)
      result[f] = LanesAreSamples ? simd::sum(simd::load<V>(sum + f * simd::lanes<V>)) : sum[f];
}

}  // namespace detail

// The reductions over the batch of a program's stages: sums in scratch memory, to which passes add while blocks go by,
// their results behind them, and the formulas of one value a feature, or of one in all, that are made of the results:
// the loss, gradients of a layer's vectors, its buffers.
template <class G, class Loss, class Layout, Goal goal, class Facts>
struct BatchSums {
  using T = typename Layout::element;
  using V = typename Layout::vector;
  static constexpr int n = G::size;
  static constexpr const auto& places = Facts::places;
  template <int K>
  using formulas = Formulas<G, Loss, goal, K>;

  const Frame<T>& frame;

  // Those of the stage in position K that the list names: before the first block, ...
  template <int K, class... R>
  constexpr void clear(list<R...>) const {
    (detail::clear_sum(sum_of<K, R>(), places.stage[K].sum_size), ...);
  }
  // ... and after the last.
  template <int K, class... R>
  constexpr void end(list<R...>) const {
    (detail::end_sum<V, R::axes == Axis::none, Layout::lanes_are_samples>(sum_of<K, R>(), G::width[K],
                                                                          sum_of<K, R>() + places.stage[K].sum_size),
     ...);
  }

  // Those that are added up on the way, of all stages.
  template <int... K>
  [[gnu::always_inline]] constexpr void start_all(std::integer_sequence<int, K...>) const {
    if constexpr (G::any_pointwise) (clear<K>(typename AddedOnTheWay<G, Loss, goal, K>::type{}), ...);
    else clear<n>(typename AddedOnTheWay<G, Loss, goal, n>::type{});
  }
  // Gives the loss.
  template <int... K>
  [[gnu::always_inline]] constexpr T end_all(std::integer_sequence<int, K...>) const {
    if constexpr (goal == Goal::gradient && G::any_pointwise) (finish_stage<K>(), ...);
    if constexpr (goal == Goal::output) return 0;
    else {
      using F = typename Loss::formula;
      end<n>(typename AddedOnTheWay<G, Loss, goal, n>::type{});
      return AtFeatures<n>(frame)(0, list<F>{}).template get<F>().as_value();
    }
  }

 private:
  template <int K, class R>
  constexpr T* sum_of() const {
    return frame.scratch + places.stage[K].statistics +
           detail::place_in<typename formulas<K>::statistics, R> * places.stage[K].statistic_size;
  }

  // What formulas of one value a feature find, the results above all.
  template <int K>
  struct AtFeatures {
    using Known = typename formulas<K>::statistics;
    Sources<T> from;
    const T* results[length<Known> + 1] = {};

    constexpr explicit AtFeatures(const Frame<T>& frame) {
      constexpr const StageInfo& i = places.stage[K];
      frame.template look_around<Facts::unrolled>(i, G::width[K], i.in_stride, &from);
      for (int k = 0; k < length<Known>; ++k) results[k] = frame.at(i.statistics + k * i.statistic_size + i.sum_size);
      from.statistic = results;
      frame.template layer_values<formulas<K>::vectors_read, formulas<K>::buffers_read>(i, from);
    }
    AtFeatures(const AtFeatures&) = delete;  // `from` points to `results`
    template <class... E>
    constexpr auto operator()(int feature, list<E...>) const {
      return evaluate_lanes<T, E...>(Environment<SampleLanes<T, 1>, Known>{from, feature, 0});
    }
  };
  template <int K>
  constexpr void finish_stage() const {
    if constexpr (G::pointwise[K]) {
      using F = formulas<K>;
      end<K>(typename F::parameter_statistics{});
      each_feature<K>(typename F::parameter_gradients{}, typename G::template stage<K>::update{});
    }
  }
  template <int K, class... D, class... U>
  constexpr void each_feature(list<D...>, list<U...>) const {
    if constexpr (sizeof...(D) + sizeof...(U) > 0) {
      const AtFeatures<K> at(frame);
      for (int f = 0; f < G::width[K]; ++f) {
        const auto v = at(f, list<D..., U...>{});
        [[maybe_unused]] int d = 0, u = 0;
        ((frame.gradients[places.stage[K].parameters + d++][f] = v.template get<D>().as_value()), ...);
        ((const_cast<T*>(frame.buffers[places.stage[K].buffers + u++])[f] = v.template get<U>().as_value()), ...);
      }
    }
  }
};

}  // namespace ctnn::inline CTNN_TARGET
