// SPDX-License-Identifier: BSL-1.0
// What the consumer of a stage's result hands back, and what the stage has to keep for that.
#include <ctnn/engine/stage.hpp>

using namespace ctnn;
using namespace ctnn::primitive;
using symbols::G, symbols::Skip, symbols::SkipBefore, symbols::X, symbols::Z;

namespace {

template <class A, class B>
inline constexpr bool same = std::is_same_v<A, B>;
template <class F, int... Joins>
using After = Handover<Stage<0, Affine<2, 3, 0, 1>, F, list<>, Joins...>>;

// After tanh: g (1 - x x), x being the result as the consumer sees it; nothing else is kept.
using One = Const<1.0>;
static_assert(same<After<Call<Tanh, Z>>::all, list<Call<Multiply, G, Call<Subtract, One, Call<Multiply, X, X>>>>>);
static_assert(!After<Call<Tanh, Z>>::keeps_z && !After<Z>::keeps_z && same<After<Z>::all, list<G>>);
static_assert(!After<Call<Sigmoid, Z>>::keeps_z && !After<Call<Max, Z, Const<0.0>>>::keeps_z);
static_assert(After<Call<Multiply, Z, Call<Sigmoid, Z>>>::keeps_z && After<Call<Square, Z>>::keeps_z);

// A value that joins after the activation receives the adjoint itself; one that joins before it, what Z receives.
static_assert(same<After<Call<Add, Call<Tanh, Z>, Skip<0>>, 0>::all,
                   list<Call<Multiply, G, Call<Subtract, One, Call<Multiply, Call<Tanh, Z>, Call<Tanh, Z>>>>, G>>);
using before = After<Call<Tanh, Call<Add, Z, Skip<0>>>, 0>;
static_assert(same<before::all, list<Call<Multiply, G, Call<Subtract, One, Call<Multiply, X, X>>>, before::adjoint>> &&
              !before::keeps_z);
// To the consumer the joined values are those of the stage before.
using product = After<Call<Multiply, Z, Skip<0>>, 0>;
static_assert(same<product::all, list<Call<Multiply, G, SkipBefore<0>>, Call<Multiply, G, Z>>> && product::keeps_z);

// A pointwise stage takes the adjoint of its result as it is.
static_assert(same<Handover<Stage<0, Pointwise<3>, Call<Tanh, X>>>::all, list<G>> &&
              !Handover<Stage<0, Pointwise<3>, X>>::keeps_z);

static_assert(reduces<Reduce<Sum, Axis::features, X>> && reduces<Call<Add, X, Reduce<Sum, Axis::batch, X>>> &&
              !reduces<Call<Tanh, X>>);

}  // namespace
