// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/shape.hpp>
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// A kernel: so many elements along each axis, 5 or Size{5, 3}.
struct Size {
  int extent[3] = {};
  int count = 1;  // 1: the same along all axes
  constexpr Size(int all) : extent{all} {}
  constexpr Size(int y, int x) : extent{y, x}, count(2) {}
  constexpr Size(int z, int y, int x) : extent{z, y, x}, count(3) {}
  constexpr int operator[](int k) const { return extent[count == 1 ? 0 : k]; }
  friend constexpr bool operator==(const Size&, const Size&) = default;
};

// What may follow a kernel, in any order: once for all axes, or once an axis.
template <int... N>
struct Stride {};
template <int... N>
struct Padding {};
template <int... N>
struct Dilation {};
template <int N>
struct Groups {};
struct NoBias {};
inline constexpr int Same = -1;  // Padding<Same>: as many results as there are elements

}  // namespace ctnn::inline CTNN_TARGET

namespace ctnn::inline CTNN_TARGET::internals::layers {

// How a window moves along one axis.
struct Window {
  int size = 1, stride = 1, dilation = 1, before = 0, after = 0;

  // How many positions there are; none where the window is larger than what it moves over.
  constexpr int results(int n) const {
    const int room = n + before + after - dilation * (size - 1) - 1;
    return room < 0 ? 0 : room / stride + 1;
  }
};

struct WindowOptions {
  int stride[3] = {1, 1, 1}, padding[3] = {}, dilation[3] = {1, 1, 1}, groups = 1;
  int strides = 1, paddings = 1, dilations = 1;  // how many numbers told them, as they are printed
  bool bias = true;

  template <int... N>
  static constexpr void fill(int (&to)[3]) {
    constexpr int given[] = {N...};
    for (int k = 0; k < 3; ++k) to[k] = given[sizeof...(N) == 1 ? 0 : k < int(sizeof...(N)) ? k : 0];
  }
  template <int... N>
  constexpr void set(Stride<N...>) {
    fill<N...>(stride), strides = sizeof...(N);
  }
  template <int... N>
  constexpr void set(Padding<N...>) {
    fill<N...>(padding), paddings = sizeof...(N);
  }
  template <int... N>
  constexpr void set(Dilation<N...>) {
    fill<N...>(dilation), dilations = sizeof...(N);
  }
  template <int N>
  constexpr void set(Groups<N>) {
    groups = N;
  }
  constexpr void set(NoBias) { bias = false; }

  constexpr bool fits_same() const {
    for (int k = 0; k < 3; ++k)
      if (padding[k] == Same && stride[k] != 1) return false;
    return true;
  }
  // No window of a pool lies in the padding alone.
  constexpr bool fits_half(Size kernel) const {
    for (int k = 0; k < 2; ++k)
      if (padding[k] < 0 || 2 * padding[k] > kernel[k]) return false;
    return true;
  }
  constexpr Window window(int k, int size) const {
    Window w{size, stride[k], dilation[k], padding[k], padding[k]};
    if (padding[k] == Same) w.before = dilation[k] * (size - 1) / 2, w.after = dilation[k] * (size - 1) - w.before;
    return w;
  }
};
template <class... Options>
constexpr WindowOptions options_of(Size stride) {
  WindowOptions o;
  for (int k = 0; k < 3; ++k) o.stride[k] = stride[k];
  o.strides = stride.count;
  (o.set(Options{}), ...);
  return o;
}
// What Python shows of them: one number, or a tuple; a word without quotes.
template <int Count, int Y, int X>
constexpr auto one_or_two() {
  if constexpr (Count == 1) return Y;
  else return Shape<Y, X>{};
}
struct Unquoted {
  const char* unquoted;
};

}  // namespace ctnn::inline CTNN_TARGET::internals::layers
