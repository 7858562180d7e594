// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::lower {

inline constexpr int most_inputs = 32;  // of a stage, a bit each (Wants in lower/trace.hpp)

// Networks of a number of steps that only run time knows are lowered for three numbers: primes, so that none is a
// feature's or a product of such by accident, in equal distances.
inline constexpr int steps_apart = 12, probed_steps[3] = {2087, 2087 + steps_apart, 2087 + 2 * steps_apart};

// The extents of one sample of a value, outermost first. Where run time alone knows a number of steps they are told for
// one such number, `steps`, and each grows by `growth` with every step.
struct SampleShape {
  static constexpr int most = 7;
  int rank = 0, extent[most] = {};
  int steps = 0, growth[most] = {};

  constexpr SampleShape() = default;
  template <class... E>
  constexpr explicit SampleShape(int first, E... more) : rank(1 + int(sizeof...(E))), extent{first, more...} {}
  constexpr int operator[](int k) const { return extent[k < 0 ? rank + k : k]; }
  constexpr bool grows(int k) const { return growth[k < 0 ? rank + k : k] != 0; }
  constexpr int units() const {
    int n = 1;
    for (int k = 0; k < rank; ++k) n *= extent[k];
    return n;
  }
  constexpr SampleShape without(int k) const {
    SampleShape left;
    left.steps = steps;
    for (int d = 0; d < rank; ++d)
      if (d != k) left.growth[left.rank] = growth[d], left.extent[left.rank++] = extent[d];
    return left;
  }
  // The dimension that Concat and classes run along: channels of images, else the last.
  constexpr int channels() const { return rank == 3 ? 0 : rank - 1; }
  // The same for another number of steps.
  constexpr SampleShape at(int other) const {
    SampleShape s = *this;
    for (int k = 0; k < rank; ++k) s.extent[k] += (other - steps) * growth[k];
    if (steps != 0) s.steps = other;
    return s;
  }
  friend constexpr bool operator==(const SampleShape&, const SampleShape&) = default;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
