// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "network.hpp"

namespace bench {

template <class... T>
struct List {};

// The table: every contender forward and in steps of training, each of these networks, each of these numbers of
// samples. Say Dense<Tanh, 8, 32, 32, 4> on a line of its own, and there is another. Narrow ones are those for which
// lanes along the samples are worth a contender's trouble.
// With BENCH_FEW only a few are compiled: to see that everything still compiles.
// clang-format off
#if defined(BENCH_FEW)
using NarrowNetworks = List<
    Dense<Tanh, 1, 13, 1>>;
using WideNetworks = List<
    Classifier<Relu, 64, 32, 10>>;
#else
using NarrowNetworks = List<
    Dense<Tanh, 1, 13, 1>,
    Dense<Tanh, 8, 32, 32, 4>,
    Dense<Tanh, 3, 17, 5>>;
using WideNetworks = List<
    Dense<Relu, 64, 64, 64, 64>,
    Classifier<Relu, 784, 128, 10>,
    Dense<Relu, 512, 512, 512, 512>,
    Dense<Relu, 100, 50, 1>,
    Dense<Tanh, 33, 65, 7>>;
#endif
// clang-format on
using Samples = std::integer_sequence<int, 1, 9, 64, 1024>;

}  // namespace bench
