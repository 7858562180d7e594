// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace laws {

// Numbers between -1 and 1, the same on every machine (Marsaglia's xorshift).
struct Draw {
  std::uint64_t state;

  double operator()() {
    for (int i = 0; i < 2; ++i) state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return double(state >> 11) / double(1ull << 52) - 1;
  }
  int below(int n) { return int((*this)() * 0.5 * n + 0.5 * n); }
};

}  // namespace laws
