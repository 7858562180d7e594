// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <ctnn/core/flush_denormals.hpp>
#include <ctnn/data/dataset.hpp>
#include <ctnn/model/trainer.hpp>
#include <ctnn/model/workspace.hpp>
#include <ctnn/random/loader_order.hpp>
#include <ctnn/reflect/state.hpp>
#include <ctnn/train/progress.hpp>
#include <functional>
#include <limits>
#include <memory>

namespace ctnn::inline CTNN_TARGET {

struct FitOptions {
  int batch_size = 0;  // samples of one step; 0: all
  Generator* shuffle =
      nullptr;  // draws each epoch's order, as torch's DataLoader(shuffle=True) draws it; null: the data's own order
  bool drop_last = false;                    // leave out a last batch that is smaller
  std::function<double(int epoch)> lr = {};  // the learning rate of each epoch, counted from 1
  int patience = 0;  // stop after so many epochs without a validation loss that is better by min_delta; 0: never
  double min_delta = 0;
  bool restore_best = false;  // leave the model as it was after its best epoch, not after its last
  std::FILE* out = stdout;    // where progress is shown; null: nowhere
  int report_every = 0;       // epochs between two lines; 0: the first and the last only
  std::function<void(const Epoch&)> on_epoch = {};  // called after each
  bool flush_denormals = false;  // take denormal numbers for zero, in what is called from here too (FlushDenormals)
};

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::train {

struct NoData {};

template <class D>
inline constexpr bool has_data = !std::is_same_v<D, NoData>;

template <class Trainer, class Train, class Validation>
class Fit {
  Trainer& trainer_;
  const Train& train_;
  const Validation& validation_;
  const FitOptions& options_;
  const int samples_, batch_;
  History history_;
  std::vector<int> order_;
  using Model = std::remove_cvref_t<decltype(trainer_.model)>;
  using Element = typename Model::element;
  std::vector<Element> statistics_;  // the running ones before a step, which moves them before its update
  static constexpr bool has_lr = requires(Trainer & t) { t.optimizer.options.lr; };

 public:
  Fit(Trainer& trainer, const Train& train, const Validation& validation, int epochs, const FitOptions& options)
      : trainer_(trainer),
        train_(train),
        validation_(validation),
        options_(options),
        samples_(train.size()),
        batch_(options.batch_size == 0 ? samples_ : (std::min)(options.batch_size, samples_)) {
    if (epochs < 0) fail<value_error>("fit: expected 0 epochs or more, came ", epochs);
    if (options.batch_size < 0)
      fail<value_error>("fit: expected a batch_size of 0 (all samples) or more, came ", options.batch_size);
    if (samples_ == 0) fail<shape_error>("fit: the training data have no samples");
    if (options.patience < 0)
      fail<value_error>("fit: expected a patience of 0 (never stop early) or more, came ", options.patience);
    if (!(options.min_delta >= 0)) fail<value_error>("fit: min_delta must not be negative or NaN");
    if (options.drop_last && options.batch_size > samples_)
      fail<value_error>("fit: with drop_last no batch is left: batch_size is ", options.batch_size, ", and there are ",
                        samples_, " samples");
    if (options.report_every < 0)
      fail<value_error>("fit: expected report_every of 0 or more, came ", options.report_every);
    if (options.lr && !has_lr) fail<value_error>("fit: this optimiser has no lr to schedule");
    if constexpr (has_data<Validation>) {
      if (validation.size() == 0) fail<shape_error>("fit: the validation data have no samples");
    } else if (options.patience > 0 || options.restore_best)
      fail<value_error>("fit: patience and restore_best want validation data");
    check_indices_of(train);
    if constexpr (has_data<Validation>) check_indices_of(validation);
    constexpr int least = least_samples<typename Model::network>();
    const int last = samples_ % batch_ == 0 || options.drop_last ? batch_ : samples_ % batch_;
    if (last < least)
      fail<value_error>("fit: the last batch would have ", last, " samples, and a layer normalises over at least ",
                        least, ": set drop_last, or another batch_size");
  }

  // (Before the first step, and not when their batch comes.)
  template <class Data>
  static void check_indices_of(const Data& data) {
    using Net = typename Model::network;
    using Checked = DataFacts<Net, Element, decltype(trainer_.loss), decltype(data.x), decltype(data.t)>;
    if constexpr (Checked::ok) {
      using Known = typename Checked::network;  // (of as many steps as the data have)
      check_indices<Known>(data.x.data(), data.size(), 0);
      if constexpr (Checked::classes) check_classes<stages_of<Known, Evaluation>>(data.t.data(), data.size(), 0);
    }
  }

  History run(int epochs) {
    const FlushDenormals flush(options_.flush_denormals);
    Progress progress(options_.out, epochs, options_.report_every);
    std::unique_ptr<Model> best;
    std::unique_ptr<Workspace<typename Model::network, Element>> space;
    if constexpr (has_data<Validation>)
      space = std::make_unique_for_overwrite<typename decltype(space)::element_type>();
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      Epoch e{epoch, 0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
      if constexpr (has_lr) {
        auto& lr = trainer_.optimizer.options.lr;
        if (options_.lr) lr = scheduled<std::remove_reference_t<decltype(lr)>>(epoch);
        e.lr = static_cast<double>(lr);
      }
      if (!steps(e)) {
        Message words;
        words.append("Epoch ").append(epoch).append(", step ").append(history_.bad_step);
        progress.say(words.append(": the loss is not finite. The model is as it was before that step.").text());
        break;
      }
      bool better = false;
      if constexpr (has_data<Validation>) {
        e.validation_loss =
            static_cast<double>(evaluate(trainer_.loss, trainer_.model.eval(), validation_.x, validation_.t, *space));
        better = history_.best_epoch == 0 ? is_finite(e.validation_loss)
                                          : e.validation_loss < history_.best_validation_loss - options_.min_delta;
      }
      history_.epochs.push_back(e);
      if (better) {
        history_.best_epoch = epoch, history_.best_validation_loss = e.validation_loss;
        if (options_.restore_best) best = std::make_unique<Model>(trainer_.model);
      }
      if (options_.patience > 0 && epoch - history_.best_epoch >= options_.patience) history_.stop = Stop::early;
      if (options_.on_epoch) options_.on_epoch(e);
      progress.show(e, epoch == epochs || history_.stop == Stop::early);
      if (history_.stop == Stop::early) break;
    }
    if (best) trainer_.model = *best;
    return std::move(history_);
  }

 private:
  // One epoch's steps; false if a loss is not finite.
  bool steps(Epoch& e) {
    if (!options_.shuffle && batch_ == samples_) return step(e, 1, samples_, train_.x, train_.t) && finish(e, samples_);
    order_.resize(static_cast<std::size_t>(samples_));
    if (options_.shuffle) loader_order(*options_.shuffle, order_.data(), samples_);
    else
      for (int i = 0; i < samples_; ++i) order_[static_cast<std::size_t>(i)] = i;
    Rows inputs(train_.x, batch_);
    Rows targets(train_.t, batch_);
    int at = 0;
    for (int number = 1; at < samples_; ++number) {
      const int count = (std::min)(batch_, samples_ - at);
      if (count < batch_ && options_.drop_last) break;
      if (!step(e, number, count, inputs.gather(train_.x, &order_[static_cast<std::size_t>(at)], count),
                targets.gather(train_.t, &order_[static_cast<std::size_t>(at)], count)))
        return false;
      at += count;
    }
    return finish(e, at);
  }
  static bool finish(Epoch& e, int samples) {
    e.training_loss /= samples;
    return true;
  }
  // What the schedule says, as the optimiser keeps it.
  template <class Rate>
  Rate scheduled(int epoch) const {
    const double given = options_.lr(epoch);
    const auto rate = static_cast<Rate>(given);
    if (!(given >= 0) || !is_finite(static_cast<double>(rate))) {
      char number[32];
      *std::to_chars(number, number + sizeof number - 1, given).ptr = 0;
      fail<value_error>("fit: expected of the schedule a finite lr that is not negative, came ", number, " for epoch ",
                        epoch);
    }
    return rate;
  }
  // By its bits, so also under -ffast-math.
  static constexpr bool is_finite(double number) {
    return (std::bit_cast<std::uint64_t>(number) >> 52 & 0x7ff) != 0x7ff;
  }
  void keep_statistics() {
    statistics_.clear();
    for_each_buffer(trainer_.model, [&](const auto& buffer) {
      statistics_.insert(statistics_.end(), buffer.storage(), buffer.storage() + buffer.stored);
    });
  }
  void restore_statistics() {
    const Element* from = statistics_.data();
    for_each_buffer(trainer_.model, [&](auto& buffer) {
      std::copy_n(from, buffer.stored, buffer.storage());
      from += buffer.stored;
    });
  }
  bool step(Epoch& e, int number, int samples, const auto& x, const auto& t) {
    keep_statistics();
    const auto loss = static_cast<double>(trainer_.backward(x, t));
    if (!is_finite(loss)) {
      restore_statistics();
      history_.stop = Stop::not_finite, history_.bad_epoch = e.epoch, history_.bad_step = number;
      return false;
    }
    trainer_.update();
    e.training_loss += samples * loss;
    return true;
  }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::train

namespace ctnn::inline CTNN_TARGET {

// Trains for a number of epochs, and tells how it went. train and validation are Datasets.
//
//   History history = fit(trainer, Dataset{x, t}, Dataset{x_val, t_val}, 100, {.batch_size = 32, .shuffle = &rng,
//   .patience = 10});
//
// A loss that is not finite ends it before that step's update. What cannot be (negative numbers, no samples, a last
// batch too small to normalise over) is a value_error or shape_error, thrown before anything is changed; a schedule's
// lr that is negative or not finite, before anything is changed in its epoch. Allocates for a batch, for the scratch
// memory of an evaluation, for running statistics, for the history and, with restore_best, for the best model.
template <class Net, class T, class L, class O, class C, int S, class X, class Y, class XV, class YV>
History fit(Trainer<Net, T, L, O, C, S>& trainer, const Dataset<X, Y>& train, const Dataset<XV, YV>& validation,
            int epochs, const FitOptions& options = {}) {
  return internals::Fit<Trainer<Net, T, L, O, C, S>, Dataset<X, Y>, Dataset<XV, YV>>(trainer, train, validation, epochs,
                                                                                     options)
      .run(epochs);
}
// Without validation.
template <class Net, class T, class L, class O, class C, int S, class X, class Y>
History fit(Trainer<Net, T, L, O, C, S>& trainer, const Dataset<X, Y>& train, int epochs,
            const FitOptions& options = {}) {
  return internals::Fit<Trainer<Net, T, L, O, C, S>, Dataset<X, Y>, internals::NoData>(trainer, train, {}, epochs,
                                                                                       options)
      .run(epochs);
}

}  // namespace ctnn::inline CTNN_TARGET
