// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/expr/reductions.hpp>

// The canonical symbols of a stage's formulas. Every stage uses the same ones, so that equal stages are equal types and
// share their code.
namespace ctnn::inline CTNN_TARGET::symbols {

// A value for every sample and feature, found in the slot of that number.
template <int Slot>
struct Cell : Expression<Axis::both> {
  static constexpr int slot = Slot;
};
struct X : Cell<0> {};  // the stage's input, which is the result of the stage before
struct Y : Cell<1> {};  // its result
struct Z : Cell<2> {};  // forward: what its contraction gives; backward: the same of the stage before
struct G : Cell<3> {};  // the adjoint of its result

// Shortcuts: at most so many may end or start at one value.
inline constexpr int shortcuts = 4;
template <int K>
struct Skip : Cell<4 + K> {};  // a value that joins from further up
template <int K>
struct SkipBefore : Cell<4 + shortcuts + K> {};  // the same of the stage before
template <int K>
struct Shortcut : Cell<4 + 2 * shortcuts + K> {};  // an adjoint of X that came by a shortcut

// What a loss compares X with, the network's result: a value like it, or the number of a class for every sample.
struct Target : Cell<4 + 3 * shortcuts> {};
struct ClassTarget : Expression<Axis::batch> {};
inline constexpr int cells = 5 + 3 * shortcuts;

// A value for every feature: parameters and buffers of a layer, by number.
template <int K>
struct Vector : Expression<Axis::features> {
  static constexpr int index = K;
};
template <int K>
struct Buffer : Expression<Axis::features> {
  static constexpr int index = K;
};
// A matrix takes part in contractions only.
template <int K, int Rows, int Columns>
struct Matrix {
  static constexpr int index = K, rows = Rows, columns = Columns;
};
struct NoBias {};

// The update's symbols: a parameter, its gradient, and the optimiser's K-th state of it.
struct Value : Cell<0> {};
struct Gradient : Cell<1> {};
template <int K>
struct State : Cell<2 + K> {};

}  // namespace ctnn::inline CTNN_TARGET::symbols

namespace ctnn::inline CTNN_TARGET {

// weight * x + bias, summed over the features of x; weight is Out x In. The one primitive that is not done lane by
// lane: it opens a stage (nets/graph.hpp), and its adjoints are contractions again.
template <class X, class Weight, class Bias>
struct Contract : Expression<Axis::both> {};

template <Expr X, class Weight, class Bias>
constexpr auto linear(X, Weight, Bias) {
  return Contract<X, Weight, Bias>{};
}

}  // namespace ctnn::inline CTNN_TARGET
