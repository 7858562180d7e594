// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET::internals::lower {

inline constexpr int most_inputs = 32;  // of a stage, a bit each (Wants in lower/trace.hpp)

// The extents of one sample of a value, outermost first.
struct SampleShape {
  static constexpr int most = 7;
  int rank = 0, extent[most] = {};

  constexpr SampleShape() = default;
  template <class... E>
  constexpr explicit SampleShape(int first, E... more) : rank(1 + int(sizeof...(E))), extent{first, more...} {}
  constexpr int operator[](int k) const { return extent[k < 0 ? rank + k : k]; }
  constexpr int units() const {
    int n = 1;
    for (int k = 0; k < rank; ++k) n *= extent[k];
    return n;
  }
  constexpr SampleShape without(int k) const {
    SampleShape left;
    for (int d = 0; d < rank; ++d)
      if (d != k) left.extent[left.rank++] = extent[d];
    return left;
  }
  // The dimension that Concat and classes run along: channels of images, else the last.
  constexpr int channels() const { return rank == 3 ? 0 : rank - 1; }
  friend constexpr bool operator==(const SampleShape&, const SampleShape&) = default;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::lower
