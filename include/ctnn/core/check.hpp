// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/target.hpp>
#include <type_traits>

namespace ctnn::inline CTNN_TARGET::internals::core {

// How errors say in words what is wrong: the facts are template arguments of a template that is named for the mistake
// and never defined, and both compilers print it whole, in the very first line:
//   static_assert(sizeof(check<13 == 12, layers_do_not_fit<layer<2>, receives<13>, expects<12>>>) > 0);
struct Passed {};
template <bool Holds, class Words>
using check = std::conditional_t<Holds, Passed, Words>;

// Where a static_assert takes a text that was computed, the worst mistakes are told in sentences (nets/misfit.hpp).
// clang++ takes one in C++26, g++ 14 in C++20 already.
#if (defined(__cpp_static_assert) && __cpp_static_assert >= 202306L) || (!defined(__clang__) && __GNUC__ >= 14)
#  define CTNN_SENTENCES 1
#else
#  define CTNN_SENTENCES 0
#endif

}  // namespace ctnn::inline CTNN_TARGET::internals::core
