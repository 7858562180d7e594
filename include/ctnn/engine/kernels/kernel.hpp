// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <type_traits>

#include <ctnn/core/leaf.hpp>

namespace ctnn::inline CTNN_TARGET::internals::engine {

// A kernel is a struct with a static function run. Its code stands once, shared by all that call it with the same
// types; or, in programs so small that the calls are what takes time (layouts that say `inlined`), it stands where it
// is called.
template <class Kernel, class... A>
CTNN_KERNEL constexpr void outlined(std::conditional_t<std::is_class_v<A>, const A&, A>... arguments) {
  Kernel::run(arguments...);
}
struct NoKernel {
  static constexpr void run(const auto&...) {}
};
template <class Layout, class Kernel, class... A>
CTNN_INLINE constexpr void call(const A&... arguments) {
  if constexpr (Layout::inlined || std::is_same_v<Kernel, NoKernel>) Kernel::run(arguments...);
  else outlined<Kernel, A...>(arguments...);
}

// Kernels that share out a step's work, and the numbers by which the step does so: as types, for a step that is
// compiled for one stage, ...
template <class Layout, auto Numbers, class... K>
struct Kernels {
  static constexpr auto numbers = Numbers;
  template <int I>
  CTNN_INLINE static constexpr void run(const auto&... arguments) {
    using Kernel = type_at<I, leaf_pack<type_leaf<K>...>>;
    if constexpr (std::is_same_v<Kernel, NoKernel>) return;
    else if constexpr (Layout::inlined) Kernel::run(arguments...);  // (not by call(): levels cost compile time)
    else outlined<Kernel, std::remove_cvref_t<decltype(arguments)>...>(arguments...);
  }
};
// ... and as a table, for a step whose code serves many stages.
template <class Numbers, int Count, class... A>
struct KernelTable {
  Numbers numbers;
  void (*kernel[Bound(Count)])(std::conditional_t<std::is_class_v<A>, const A&, A>...);

  template <int I>
  CTNN_INLINE constexpr void run(const A&... arguments) const {
    kernel[I](arguments...);
  }
  template <class Layout, auto N, class... K>
  static constexpr KernelTable of(Kernels<Layout, N, K...>) {
    return {N, {&outlined<K, A...>...}};
  }
  static constexpr KernelTable of(NoKernel) { return {}; }
};

}  // namespace ctnn::inline CTNN_TARGET::internals::engine
