// SPDX-License-Identifier: BSL-1.0
// The unique nodes of expressions, arguments before users, as deep as a visit goes.
#include <ctnn/expr/nodes.hpp>

#include "formula.hpp"

namespace {

using symbols::Y, symbols::Z;
using inner = Call<Tanh, X>;
using product = Call<Multiply, inner, X>;

// Equal subexpressions are one node.
static_assert(same<all_nodes<Call<Add, product, inner>>, list<X, inner, product, Call<Add, product, inner>>>);
static_assert(same<all_nodes<X>, list<X>> && same<all_nodes<>, list<>>);
// ... of several expressions too.
static_assert(same<all_nodes<inner, product, Y>, list<X, inner, product, Y>> &&
              same<all_nodes<product, inner>, list<X, inner, product>>);

// Reductions are leaves where lanes are evaluated; where rows are, only those over the batch.
using row = Reduce<Sum, Axis::features, inner>;
using column = Reduce<Sum, Axis::batch, Z>;
using everywhere = Reduce<Sum, Axis::both, Y>;
using all = Call<Where, row, column, everywhere>;
static_assert(same<lane_nodes<all>, list<row, column, everywhere, all>>);
static_assert(same<row_nodes<all>, list<X, inner, row, column, everywhere, all>>);
static_assert(same<all_nodes<all>, list<X, inner, row, Z, column, Y, everywhere, all>>);

static_assert(mentions<all, X> && mentions<all, Z> && mentions<all, inner> && mentions<X, X>);
static_assert(!mentions<all, symbols::G> && !mentions<inner, product>);

static_assert(length<list<>> == 0 && length<list<X, Y>> == 2 &&
              same<decltype(list<X>{} + list<Y, Z>{}), list<X, Y, Z>>);

}  // namespace
