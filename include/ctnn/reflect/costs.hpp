// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/losses/mse_loss.hpp>
#include <ctnn/model/trainer.hpp>
#include <ctnn/optimizers/sgd.hpp>

namespace ctnn::inline CTNN_TARGET::internals::reflect {

template <class G>
constexpr std::int64_t multiply_adds_of() {
  std::int64_t sum = 0;
  if constexpr (!is_faulty<G>)
    for (int k = 0; k < G::size; ++k) sum += G::pointwise[k] ? 0 : std::int64_t(G::width[k]) * G::width[k + 1];
  return sum;
}

}  // namespace ctnn::inline CTNN_TARGET::internals::reflect

namespace ctnn::inline CTNN_TARGET {

// Multiplications and additions of the network's products for one sample on the way forward: In * Out for each Linear.
template <class Net>
inline constexpr std::int64_t multiply_adds = internals::multiply_adds_of<internals::stages_of<Net, Evaluation>>();

// Bytes of memory that training takes in all, the network's inputs and targets aside: the model, and a Trainer with its
// gradient, the optimiser's state and scratch memory.
template <class Net, class T = float, class O = SGD>
inline constexpr std::int64_t training_bytes = std::int64_t(sizeof(Model<Net, T>) +
                                                            sizeof(Trainer<Net, T, MSELoss, O>));

}  // namespace ctnn::inline CTNN_TARGET
