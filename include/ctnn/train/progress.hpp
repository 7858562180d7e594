// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstdio>
#include <ctnn/train/history.hpp>
#if __has_include(<unistd.h>)
#  include <unistd.h>
#endif

namespace ctnn::inline CTNN_TARGET::internals::train {

// (Where there are such functions: newlib declares them in its GNU modes only.)
template <class File>
bool is_terminal(File* out) {
  if constexpr (requires { isatty(fileno(out)); }) return isatty(fileno(out)) != 0;
  else return false;
}

// Shows how far fit has come: on a terminal one line that is written over, else a line for the first epoch, for the
// last and for every `every`-th: "Epoch 1, Training Loss 168.4553 , Val Loss 84.7645".
class Progress {
 public:
  Progress(std::FILE* out, int epochs, int every) : Progress(out, epochs, every, out && is_terminal(out)) {}
  Progress(std::FILE* out, int epochs, int every, bool bar) : out_(out), epochs_(epochs), every_(every), bar_(bar) {}

  void show(const Epoch& e, bool last) {
    const bool line = e.epoch == 1 || last || (every_ > 0 && e.epoch % every_ == 0);
    if (!out_ || !(bar_ ? line || percent(e) != shown_ : line)) return;
    if (bar_) {
      shown_ = percent(e);
      std::fprintf(out_, "\r\033[K[%.*s%*s] %3d %% ", shown_ / 5, "====================", 20 - shown_ / 5, "", shown_);
    }
    std::fprintf(out_, "Epoch %d, Training Loss %.4f", e.epoch, e.training_loss);
    if (e.validation_loss == e.validation_loss) std::fprintf(out_, " , Val Loss %.4f", e.validation_loss);
    if (!bar_ || last) std::fputc('\n', out_);
    std::fflush(out_);
  }
  // On a line of its own.
  void say(const char* words) {
    if (out_) std::fprintf(out_, "%s%s\n", bar_ && shown_ >= 0 ? "\n" : "", words), std::fflush(out_);
  }

 private:
  std::FILE* out_;
  int epochs_, every_, shown_ = -1;
  bool bar_;
  int percent(const Epoch& e) const { return static_cast<int>(100.0 * e.epoch / epochs_); }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::train
