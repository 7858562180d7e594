// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/losses/mse_loss.hpp>
#include <ctnn/model/trainer.hpp>
#include <ctnn/optimizers/sgd.hpp>

namespace ctnn::inline CTNN_TARGET {

namespace detail {

template <class G>
constexpr long multiply_adds_of() {
  long sum = 0;
  if constexpr (!is_faulty<G>)
    for (int k = 0; k < G::size; ++k) sum += G::pointwise[k] ? 0 : long(G::width[k]) * G::width[k + 1];
  return sum;
}

}  // namespace detail

// Multiplications and additions of the network's products for one sample on the way forward: In * Out for each Linear.
template <class Net>
inline constexpr long multiply_adds = detail::multiply_adds_of<stages_of<Net, Evaluation>>();

// Bytes of memory that training takes in all, the network's inputs and targets aside: the model, and a Trainer with its
// gradient, the optimiser's state and scratch memory.
template <class Net, class T = float, class O = SGD>
inline constexpr long training_bytes = long(sizeof(Model<Net, T>) + sizeof(Trainer<Net, T, MSELoss, O>));

}  // namespace ctnn::inline CTNN_TARGET
