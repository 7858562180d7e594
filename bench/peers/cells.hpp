// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "network.hpp"

namespace bench {

template <class... T>
struct List {};

// The table: every contender forward and in steps of training, each of these networks, each of these numbers of
// samples. Say Dense<Tanh, 8, 32, 32, 4> on a line of its own, and there is another.
// clang-format off
using Networks = List<
    Dense<Tanh, 1, 13, 1>,
    Dense<Relu, 64, 64, 64, 64>>;
// clang-format on
using Samples = std::integer_sequence<int, 1, 9, 64, 1024>;

}  // namespace bench
