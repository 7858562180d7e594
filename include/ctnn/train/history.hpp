// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>
#include <vector>

namespace ctnn::inline CTNN_TARGET {

// One epoch of fit. The training loss is the mean over the samples, each as its batch found it, before that batch's
// update; the validation loss is the one after the epoch. NaN where there are no validation data, or no learning rate.
struct Epoch {
  int epoch;
  double training_loss, validation_loss, lr;
};

enum class Stop { finished, early, not_finite };

// What fit did. Of a loss that is not finite: in which epoch, and at which of its steps, counted from 1.
struct History {
  std::vector<Epoch> epochs;
  Stop stop = Stop::finished;
  int best_epoch = 0;  // of the least validation loss; 0: there is none
  double best_validation_loss = 0;
  int bad_epoch = 0, bad_step = 0;
};

}  // namespace ctnn::inline CTNN_TARGET
