// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// Denormal numbers, nearest to zero (of float below 1.2e-38), take some processors a hundred times as long as others.
// While a FlushDenormals lives, this thread takes them for zero, as operands and as results, as after torch's
// set_flush_denormal(True):
//
//   FlushDenormals guard;
//   trainer.step(x, t);
//
// At its end the mode is what it was, so they nest. It is meant to stand around calls: a compiler may move arithmetic
// of the same function past it. `supported` says whether there is such a mode (x86 with SSE2, AArch64); else it does
// nothing.
class [[nodiscard]] FlushDenormals {
 public:
  // FlushDenormals guard{condition}: does nothing where it does not hold.
  explicit FlushDenormals(bool on = true) : before_(mode()) {
    if (on) set_mode(before_ | flushing);
  }
  ~FlushDenormals() { set_mode((mode() & ~flushing) | (before_ & flushing)); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  // The processor's register of modes; the empty instructions keep what is in memory on its side of a change.
#if defined(__SSE2_MATH__)
  using Mode = unsigned;
  static constexpr Mode flushing = 1u << 15 | 1u << 6;  // MXCSR: flush to zero, denormals are zero
  static Mode mode() { return __builtin_ia32_stmxcsr(); }
  static void set_mode(Mode mode) {
    asm volatile("" ::: "memory");
    __builtin_ia32_ldmxcsr(mode);
    asm volatile("" ::: "memory");
  }
#elif defined(__aarch64__)
  using Mode = unsigned long long;
  static constexpr Mode flushing = 1u << 24;  // FPCR.FZ
  static Mode mode() {
    Mode now;
    asm volatile("mrs %0, fpcr" : "=r"(now));
    return now;
  }
  static void set_mode(Mode mode) { asm volatile("msr fpcr, %0" : : "r"(mode) : "memory"); }
#else
  using Mode = unsigned;
  static constexpr Mode flushing = 0;
  static Mode mode() { return 0; }
  static void set_mode(Mode) {}
#endif
  Mode before_;

 public:
  static constexpr bool supported = flushing != 0;
};

}  // namespace ctnn::inline CTNN_TARGET
