// SPDX-License-Identifier: BSL-1.0
// The same inside a nested Seq: the whole path to the layer, outermost first.
// expect: layers_do_not_fit
// expect: layer< 1, 2 >
// expect: receives< 6 >
// expect: expects< 5 >
#include <ctnn/ctnn.hpp>

using namespace ctnn;

#ifdef REJECT
using Block = Seq<Linear<4, 6>, Tanh, Linear<5, 4>>;
#else
using Block = Seq<Linear<4, 6>, Tanh, Linear<6, 4>>;
#endif

Generator rng{0};
Model<Seq<Linear<3, 4>, Block, Linear<4, 2>>> model{rng};
