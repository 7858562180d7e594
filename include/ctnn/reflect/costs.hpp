// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/losses/mse_loss.hpp>
#include <ctnn/model/trainer.hpp>
#include <ctnn/optimizers/sgd.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

// What a layer of a network of values with a shape gives for one sample, and its multiply-adds: of contractions.
struct UseCost {
  lower::SampleShape shape{};
  std::int64_t multiply_adds = 0;

  constexpr void add(const auto& calls) {
    for (int k = 0; k < calls.calls; ++k) {
      const lower::Call& c = calls.call[k];
      if (c.kind != lower::Kind::contract && c.kind != lower::Kind::outer) continue;
      const lower::CallView v(c, calls.number);
      std::int64_t each = c.scan < 0 ? 1 : v.steps();
      for (int l = 0; l < v.loops(); ++l) each *= v.extent(l);
      multiply_adds += each;
    }
  }
};
// One of each layer and of each joining of branches, in order. (Of steps that only run time knows: of the fewest.)
template <class Dag>
struct UseCosts;
template <lower::SampleShape In, class... U>
struct UseCosts<plan::Dag<In, U...>> {
  using Dag = plan::Dag<In, U...>;
  UseCost use[sizeof...(U) + 1] = {};

  constexpr UseCosts() { add_all(std::make_integer_sequence<int, int(sizeof...(U))>{}); }
  constexpr std::int64_t sum() const {
    std::int64_t all = 0;
    for (const UseCost& u : use) all += u.multiply_adds;
    return all;
  }

 private:
  template <int... K>
  constexpr void add_all(std::integer_sequence<int, K...>) {
    (add<K>(), ...);
  }
  template <int K>
  constexpr void add() {
    constexpr plan::Goal goal = plan::Goal::output;
    use[K].shape = plan::detail::value_shape<Dag, Evaluation, goal, float, K + 1>::shape;
    if constexpr (!plan::DagFacts<Dag>::layer[K].reshapes)
      use[K].add(plan::lowered_for<typename plan::detail::stage_at<Dag, Evaluation, goal, float, K>::type, float>);
  }
};
template <class G>
constexpr auto make_use_costs() {
  if constexpr (G::grows) return UseCosts<typename plan::at_steps<typename G::dag, G::fewest_steps>::type>{};
  else return UseCosts<typename G::dag>{};
}
template <class G>
inline constexpr auto use_costs = make_use_costs<G>();

template <class G>
constexpr std::int64_t multiply_adds_of() {
  std::int64_t sum = 0;
  if constexpr (is_faulty<G>) return 0;
  else if constexpr (nets::is_shaped<G>) return use_costs<G>.sum();
  else {
    for (int k = 0; k < G::size; ++k) sum += G::pointwise[k] ? 0 : std::int64_t(G::width[k]) * G::width[k + 1];
    return sum;
  }
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// Multiplications and additions of the network's products for one sample on the way forward: In * Out for each Linear,
// as often as it is applied. Where only run time knows the number of steps: of the fewest that the network takes.
template <class Net>
inline constexpr std::int64_t multiply_adds = internals::multiply_adds_of<internals::stages_of<Net, Evaluation>>();

// Bytes of memory that training takes in all, the network's inputs and targets aside: the model, and a Trainer with its
// gradient, the optimiser's state and scratch memory.
template <class Net, class T = float, class O = SGD>
inline constexpr std::int64_t training_bytes = std::int64_t(sizeof(Model<Net, T>) +
                                                            sizeof(Trainer<Net, T, MSELoss, O>));

}  // namespace ctnn::inline CTNN_TARGET
