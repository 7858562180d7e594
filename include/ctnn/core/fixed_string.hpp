// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <cstddef>
#include <ctnn/core/target.hpp>

namespace ctnn::inline CTNN_TARGET {

// A text as a template argument: Named<"hidden", Tanh>. N counts the zero at its end, as in a string literal's type.
template <std::size_t N>
struct fixed_string {
  char text[N]{};
  consteval fixed_string(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = literal[i];
  }
  friend constexpr bool operator==(const fixed_string&, const fixed_string&) = default;
};

}  // namespace ctnn::inline CTNN_TARGET
