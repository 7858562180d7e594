// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "network.hpp"

namespace bench {

template <class... T>
struct List {};

// The table: every contender forward and in training steps, for each of these networks and each of these numbers of samples.
using Networks = List<               //
    Dense<Tanh, 1, 13, 1>,           //
    Dense<Relu, 64, 64, 64, 64>>;    //
using Samples = std::integer_sequence<int, 1, 9, 64, 1024>;

}  // namespace bench
