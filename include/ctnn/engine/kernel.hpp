// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <type_traits>

#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// A kernel is a struct with a static function run. Its code stands once, shared by all that call it with the same types; or, in programs so
// small that the calls are what takes time (layouts that say `inlined`), it stands where it is called.
template <class Kernel, class... A>
[[gnu::noinline]] constexpr void outlined(std::conditional_t<std::is_class_v<A>, const A&, A>... arguments) {
  Kernel::run(arguments...);
}
template <class Layout, class Kernel, class... A>
[[gnu::always_inline]] constexpr void call(const A&... arguments) {
  if constexpr (Layout::inlined) Kernel::run(arguments...);
  else outlined<Kernel, A...>(arguments...);
}

}  // namespace ctnn::inline CTNN_TARGET
