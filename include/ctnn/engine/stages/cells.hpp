// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/graph/symbols.hpp>

// The canonical symbols of a stage's formulas. Every stage uses the same ones, so that equal stages share their code.
namespace ctnn::inline CTNN_TARGET::internals::cells {

// Shortcuts: at most so many may end or start at one value.
inline constexpr int shortcuts = 4;

// Values for every sample and feature, by their places among a kernel's sources.
inline constexpr int x = 0;     // the stage's input, which is the result of the stage before
inline constexpr int y = 1;     // its result
inline constexpr int z = 2;     // forward: what its contraction gives; backward: the same of the stage before
inline constexpr int g = 3;     // the adjoint of its result
inline constexpr int skip = 4;  // values that join from further up
inline constexpr int skip_before = skip + shortcuts;      // the same of the stage before
inline constexpr int shortcut = skip_before + shortcuts;  // adjoints of x that came by a shortcut
inline constexpr int target = shortcut + shortcuts;       // what a loss compares x with
inline constexpr int count = target + 1;

// An update's: a parameter, its gradient, and the optimiser's states of it.
inline constexpr int value = 0, gradient = 1, state = 2;

}  // namespace ctnn::inline CTNN_TARGET::internals::cells
