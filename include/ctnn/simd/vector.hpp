// SPDX-License-Identifier: BSL-1.0
#pragma once

// Short vectors over the compilers' vector extensions. A scalar is a vector of one lane: what is written against these
// headers runs with V = float in a constant expression, and with V = vec<float, 16> in the registers of the machine. A
// vector may be wider than a register; the compiler then takes several. Everything is inlined even at -Og, so an
// operation costs what its instruction costs.

#include <ctnn/simd/across.hpp>    // sum, max_lane, sums, transpose
#include <ctnn/simd/lanewise.hpp>  // splat, iota, load, store, lane, select, max, min, abs, copysign, ...
#include <ctnn/simd/partial.hpp>   // load_first, store_first
#include <ctnn/simd/types.hpp>     // vec, lanes, element_t, mask_t, bits_t, native_lanes
