// SPDX-License-Identifier: BSL-1.0
// PAIRS equal pairs of Linear<8, 8>, Tanh.

#include "trainer.hpp"

template <int Pairs>
struct Equal {
  using type = typename Join<typename Equal<Pairs / 2>::type, typename Equal<Pairs - Pairs / 2>::type>::type;
};
template <>
struct Equal<1> {
  using type = ctnn::Seq<ctnn::Linear<8, 8>, ctnn::Tanh>;
};

template struct Program<typename Equal<PAIRS>::type, 8, 8>;
