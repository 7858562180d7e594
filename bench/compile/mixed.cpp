// SPDX-License-Identifier: BSL-1.0
// PAIRS pairs of Linear, Tanh, no two of the same shape.

#include "trainer.hpp"

template <int From, int Pairs>
struct Mixed {
  using type = typename Join<typename Mixed<From, Pairs / 2>::type,
                             typename Mixed<From + Pairs / 2, Pairs - Pairs / 2>::type>::type;
};
template <int From>
struct Mixed<From, 1> {
  using type = ctnn::Seq<ctnn::Linear<4 + From, 5 + From>, ctnn::Tanh>;
};

template struct Program<typename Mixed<0, PAIRS>::type, 4, 4 + PAIRS>;
