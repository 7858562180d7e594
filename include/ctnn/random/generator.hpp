// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "ctnn/core/target.hpp"

namespace ctnn::inline CTNN_TARGET {

// The random stream of torch.manual_seed(seed) on a CPU: the Mersenne twister MT19937 (Matsumoto and Nishimura,
// 1998), 2.5 KB of state. As in torch only the low 32 bits of the seed count.
class Generator {
 public:
  explicit constexpr Generator(std::uint64_t seed) {
    state_[0] = static_cast<std::uint32_t>(seed);
    for (std::uint32_t i = 1; i < size; ++i) {
      const std::uint32_t before = state_[i - 1];
      state_[i] = 1812433253u * (before ^ (before >> 30)) + i;
    }
  }

  // The next 32 bits. Each word of the state is renewed when its turn comes and not all 624 at once: the stream is the
  // same, and a constant expression that draws a few numbers stays cheap.
  constexpr std::uint32_t random() {
    const int after = next_ + 1 < size ? next_ + 1 : 0;
    const int ahead = next_ + 397 < size ? next_ + 397 : next_ + 397 - size;
    const std::uint32_t joined = (state_[next_] & 0x80000000u) | (state_[after] & 0x7fffffffu);
    std::uint32_t word = state_[ahead] ^ (joined >> 1) ^ ((joined & 1u) != 0 ? 0x9908b0dfu : 0u);
    state_[next_] = word;
    next_ = after;
    // Tempering spreads the state's linear dependencies over all bits.
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
  }

  // The next 64 bits, the first draw on top.
  constexpr std::uint64_t random64() {
    const std::uint64_t high = random();
    return high << 32 | random();
  }

  // Normal numbers are made in pairs; the second of a pair is kept here for whoever draws next, as torch does.
  constexpr void keep_normal(double number) { kept_normal_ = number, has_normal_ = true; }
  constexpr bool has_normal() const { return has_normal_; }
  constexpr double take_normal() {
    const double number = kept_normal_;
    kept_normal_ = 0, has_normal_ = false;
    return number;
  }

  // Equal generators draw equal numbers from here on.
  friend constexpr bool operator==(const Generator&, const Generator&) = default;

 private:
  static constexpr int size = 624;
  std::uint32_t state_[size]{};
  int next_ = 0;
  bool has_normal_ = false;
  double kept_normal_ = 0;
};

}  // namespace ctnn::inline CTNN_TARGET
