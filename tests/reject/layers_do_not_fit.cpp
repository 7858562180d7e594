// SPDX-License-Identifier: BSL-1.0
// Two neighbours of different size: the index of the second, what it receives and what it expects.
// expect: layers_do_not_fit
// expect: layer< 2 >
// expect: receives< 13 >
// expect: expects< 12 >
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
using Net = Seq<Linear<1, 13>, Tanh, Linear<12, 1>>;
#else
using Net = Seq<Linear<1, 13>, Tanh, Linear<13, 1>>;
#endif

Generator rng{0};
Model<Net> model{rng};
