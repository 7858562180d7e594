// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/plan/program.hpp>

// The cost model: samples side by side, or one sample at a time with lanes along loops?
namespace ctnn::inline CTNN_TARGET::internals::plan {

// What a network's calls cost in operations: for a block of samples in lanes, and for one sample.
struct LanesCost {
  // Rows become units and back again, unit by unit; each call is prepared, and a contraction's loops are put in order.
  static constexpr int transposed = 8, prepared = 350, ordered = 350;
  long long block = 0, sample = 0;

  constexpr void add_moved(int units) { block += static_cast<long long>(units) * transposed; }
  constexpr void add(const Call* calls, int count, const int* numbers, const graph::Word* words, int lanes) {
    for (int k = 0; k < count; ++k) {
      const Call& c = calls[k];
      const CallView v(c, numbers);
      const int times = c.scan < 0 ? 1 : v.steps();
      const bool contraction = c.kind == Kind::contract || c.kind == Kind::outer;
      long long each = contraction ? 1 : c.streams, phases = 1;
      for (int w = 0; w < c.words; ++w) each += graph::cost_of(graph::Step(words[c.word + w]).op);
      for (int l = 0; l < v.loops(); ++l) each *= v.extent(l);
      for (int g = 0; g < c.guards; ++g)
        if (v.cuts(g) != Call::asked) phases *= v.divisor(g);
      const kernels::LaneLoop along = lane_loop(c, numbers, words, lanes);
      block += times * (each / phases + prepared);
      sample += times * ((along.loop < 0 ? each : along.cost) / phases + prepared + (contraction ? ordered : 0));
    }
  }
  // For so many samples, of which so many lie side by side at best: is it a third better?
  constexpr bool one_at_a_time(int samples, int lanes) const {
    return 4 * samples * sample < 3 * ((samples + lanes - 1) / lanes) * block;
  }
};

// Does it contract anything?
constexpr bool contracts(const Call* calls, int count) {
  for (int k = 0; k < count; ++k)
    if (calls[k].kind == Kind::contract || calls[k].kind == Kind::outer) return true;
  return false;
}

template <class Net, class Mode, Goal goal, SampleShape TargetShape, class T, class Loss = NoLoss>
class CostOf;
template <SampleShape In, class... U, class Mode, Goal goal, SampleShape TargetShape, class T, class Loss>
class CostOf<Dag<In, U...>, Mode, goal, TargetShape, T, Loss> {
  using Net = Dag<In, U...>;
  static constexpr int n = sizeof...(U), lanes = simd::native_lanes<T>;
  static constexpr SampleShape out = detail::value_shape<Net, Mode, goal, T, n>::shape;
  static constexpr bool all_in_loss = n == 0 && loss_parameters<Loss> != 0;  // plan/whole.hpp

  static constexpr const auto& loss_data() {
    return lowered_for<LossStage<Loss, wants_of_loss<Net, Loss>(goal), out, TargetShape>, T>;
  }
  template <int K>
  static constexpr void add(LanesCost& cost) {
    if constexpr (!DagFacts<Net>::layer[K].reshapes) {
      constexpr const auto& data = lowered_for<typename detail::stage_at<Net, Mode, goal, T, K>::type, T>;
      cost.add(data.call, data.calls, data.number, data.word, lanes);
    }
  }
  template <int K>
  static constexpr bool contracts_at() {
    if constexpr (DagFacts<Net>::layer[K].reshapes) return false;
    else {
      constexpr const auto& data = lowered_for<typename detail::stage_at<Net, Mode, goal, T, K>::type, T>;
      return plan::contracts(data.call, data.calls);
    }
  }
  template <int... K>
  static constexpr bool any_contracts(std::integer_sequence<int, K...>) {
    if constexpr (all_in_loss) return plan::contracts(loss_data().call, loss_data().calls);
    else return (contracts_at<K>() || ...);
  }
  template <int... K>
  static constexpr LanesCost sum(std::integer_sequence<int, K...>) {
    LanesCost cost;
    (add<K>(cost), ...);
    if constexpr (all_in_loss) {
      constexpr const auto& data = loss_data();
      cost.add(data.call, data.calls, data.number, data.word, lanes);
    }
    cost.add_moved(In.units());
    cost.add_moved(goal == Goal::output ? out.units() : TargetShape.units());
    if (goal == Goal::input_gradient) cost.add_moved(In.units());
    return cost;
  }

 public:
  static constexpr bool contracts = any_contracts(std::make_integer_sequence<int, n>{});
  static constexpr LanesCost value() { return sum(std::make_integer_sequence<int, n>{}); }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::plan
