// SPDX-License-Identifier: BSL-1.0
// Reductions over the batch: which there are, and how many sweeps over the samples they take.
#include <ctnn/engine/statistics.hpp>
#include <ctnn/expr/symbols.hpp>
#include <type_traits>

using namespace ctnn;
using primitive::Sum, symbols::X;

namespace {

template <class A, class B>
inline constexpr bool same = std::is_same_v<A, B>;

using total = Reduce<Sum, Axis::batch, X>;
using centred = Call<primitive::Subtract, X, total>;
using squares = Reduce<Sum, Axis::batch, Call<primitive::Square, centred>>;
using row = Reduce<Sum, Axis::features, X>;
using of_rows = Reduce<Sum, Axis::batch, Call<primitive::Square, row>>;
using formula = Call<primitive::Divide, Call<primitive::Subtract, centred, row>, squares>;

// Inner ones first, each once, and rows' not among them.
static_assert(same<batch_reductions<list<>, formula>, list<total, squares>>);
static_assert(same<batch_reductions<list<>, formula, of_rows>, list<total, squares, of_rows>>);
static_assert(same<batch_reductions<list<total>, formula>, list<squares>> &&
              same<batch_reductions<list<>, row>, list<>>);

// The squares wait for the total; a row's reduction waits for nothing.
static_assert(detail::batch_level<list<>, total> == 1 && detail::batch_level<list<>, squares> == 2 &&
              detail::batch_level<list<>, of_rows> == 1);
static_assert(detail::batch_level<list<total>, squares> == 1 && detail::batch_level<list<>, row> == 0);
static_assert(detail::deepest_level<list<>, list<total, squares, of_rows>> == 2 &&
              detail::deepest_level<list<>, list<>> == 0);
static_assert(same<detail::of_level<list<>, 1, list<total, squares, of_rows>>::type, list<total, of_rows>>);
static_assert(same<detail::of_level<list<>, 2, list<total, squares, of_rows>>::type, list<squares>>);

}  // namespace
