// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/nets/misfit_sentence.hpp>

namespace ctnn::inline CTNN_TARGET::internals::nets {

// Fails, with words, where a network's layers do not fit. (A class of its own: compilers do not take a class any
// further that has failed.)
template <class Net, bool Composes = composes<Net>>
struct CheckComposition {
#if CTNN_SENTENCES
#  if !defined(__clang__)
#    pragma GCC diagnostic push
#    pragma GCC diagnostic ignored "-Wc++26-extensions"
#  endif
  static_assert(Composes, typename misfit_sentence<Net, walked<Net>.misfit.fault>::type{});
#  if !defined(__clang__)
#    pragma GCC diagnostic pop
#  endif
#else
  static_assert(sizeof(check<Composes, typename misfit_words<Net, walked<Net>.misfit.fault>::type>) > 0);
#endif
};

}  // namespace ctnn::inline CTNN_TARGET::internals::nets
