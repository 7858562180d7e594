// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>
#include <type_traits>

namespace ctnn::inline CTNN_TARGET {

// How errors say in words what is wrong: the facts are template arguments of a template that is named for the mistake and never defined.
// Both compilers print it whole, in the very first line:
//   using fits = check<13 == 12, layers_do_not_fit<layer<2>, receives<13>, expects<12>>>;
struct Passed {
  using ok = void;
};
template <bool Holds, class Words>
using check = typename std::conditional_t<Holds, Passed, Words>::ok;

}  // namespace ctnn::inline CTNN_TARGET
