// SPDX-License-Identifier: BSL-1.0
// Formulas of the symbol X, written as lambdas, as types.
#pragma once

#include <ctnn/expr/derive.hpp>
#include <ctnn/expr/symbols.hpp>
#include <ctnn/expr/updates.hpp>
#include <type_traits>

using namespace ctnn;
using namespace ctnn::primitive;
using symbols::X;

template <class F, class... Symbols>
struct Made {
  static constexpr auto make() { return F{}(Symbols{}...); }
};
// What F makes of X, or of the symbols.
template <class F>
using formula = lift<Made<F, X>>;
template <class F, class... Symbols>
using formula_of = lift<Made<F, Symbols...>>;

template <class A, class B>
inline constexpr bool same = std::is_same_v<A, B>;

// What a derivative mentions is what forward has to keep: the argument, or only the result.
template <class F, class Seed = symbols::G>
using slope = substitute<derive<formula<F>, Seed, X>, formula<F>, symbols::Y>;
template <class F>
inline constexpr bool keeps_argument = mentions<slope<F>, X>;
template <class F>
inline constexpr bool keeps_result = mentions<slope<F>, symbols::Y>;
